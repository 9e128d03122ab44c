package io.quorate.transport.grpc;

import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import io.quorate.config.ConfigKey;
import io.quorate.spi.TransportException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * Both sides of TLS, made from PEM files. Uses the JDK's TLS and not the native one that grpc
 * brings, whose library does not load on every Linux (musl) and whose contexts hold native memory.
 *
 * @param server for connections that come in
 * @param client for connections that go out
 */
record TlsContexts(SslContext server, SslContext client) {
  private static final String NEEDED =
      ": is not set, but another TLS key is; TLS needs a certificate and its private key";

  /** Reads the files; the exception lists all that is wrong with them. */
  static TlsContexts read(GrpcTlsFiles files) throws TransportException {
    List<String> problems = new ArrayList<>();
    check(
        Optional.of(files.certificate()),
        Optional.of(files.privateKey()),
        files.trustedCertificates(),
        files.mutual(),
        problems);
    refuseIfAny(problems, null);
    try {
      return build(files);
    } catch (SSLException | IllegalArgumentException e) {
      // The certificates have been read above, so what is left is the key.
      problems.add(GrpcTransportProvider.TLS_PRIVATE_KEY + ": '" + files.privateKey()
          + "' is not a private key in PEM form, PKCS#8 and without a password, that belongs to the certificate ("
          + rootMessage(e) + "). 'openssl pkcs8 -topk8 -nocrypt' converts other forms");
      throw refusal(problems, e);
    }
  }

  /** Adds all that is wrong with the files that are named, and with which are named. */
  static void check(
      Optional<Path> certificate,
      Optional<Path> key,
      Optional<Path> trusted,
      boolean mutual,
      List<String> problems) {
    certificate.ifPresent(
        path -> checkCertificates(GrpcTransportProvider.TLS_CERTIFICATE, path, problems));
    key.ifPresent(path -> checkReadable(GrpcTransportProvider.TLS_PRIVATE_KEY, path, problems));
    trusted.ifPresent(
        path -> checkCertificates(GrpcTransportProvider.TLS_TRUSTED_CERTIFICATES, path, problems));
    if (mutual && trusted.isEmpty()) {
      problems.add(GrpcTransportProvider.TLS_MUTUAL + ": is true without "
          + GrpcTransportProvider.TLS_TRUSTED_CERTIFICATES
          + "; name the file of the authority that issues the certificates"
          + " of the cluster's nodes");
    }
    boolean wanted = mutual || trusted.isPresent() || certificate.isPresent() || key.isPresent();
    if (wanted && certificate.isEmpty()) {
      problems.add(GrpcTransportProvider.TLS_CERTIFICATE + NEEDED);
    }
    if (wanted && key.isEmpty()) {
      problems.add(GrpcTransportProvider.TLS_PRIVATE_KEY + NEEDED);
    }
  }

  private static TlsContexts build(GrpcTlsFiles files) throws SSLException {
    File certificate = files.certificate().toFile();
    File key = files.privateKey().toFile();
    SslContextBuilder server = SslContextBuilder.forServer(certificate, key);
    SslContextBuilder client = SslContextBuilder.forClient().keyManager(certificate, key);
    files.trustedCertificates().map(Path::toFile).ifPresent(trusted -> {
      server.trustManager(trusted);
      client.trustManager(trusted);
    });
    server.clientAuth(files.mutual() ? ClientAuth.REQUIRE : ClientAuth.NONE);
    return new TlsContexts(
        GrpcSslContexts.configure(server, SslProvider.JDK).build(),
        GrpcSslContexts.configure(client, SslProvider.JDK).build());
  }

  private static void checkCertificates(ConfigKey<Path> key, Path path, List<String> problems) {
    int before = problems.size();
    checkReadable(key, path, problems);
    if (problems.size() > before) {
      return;
    }
    try (InputStream in = Files.newInputStream(path)) {
      Collection<? extends Certificate> found =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (found.isEmpty()) {
        problems.add(key + ": '" + path
            + "' holds no certificate; PEM begins with -----BEGIN CERTIFICATE-----");
      }
    } catch (IOException | GeneralSecurityException e) {
      problems.add(
          key + ": '" + path + "' does not hold certificates in PEM form (" + rootMessage(e) + ")");
    }
  }

  private static void checkReadable(ConfigKey<Path> key, Path path, List<String> problems) {
    if (!Files.exists(path)) {
      problems.add(
          key + ": there is no file '" + path + "' (looked for as " + path.toAbsolutePath() + ")");
    } else if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
      problems.add(key + ": '" + path + "' is not a file that this process may read");
    }
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }

  /** Throws if the list is not empty. */
  static void refuseIfAny(List<String> problems, Throwable cause) throws TransportException {
    if (!problems.isEmpty()) {
      throw refusal(problems, cause);
    }
  }

  private static TransportException refusal(List<String> problems, Throwable cause) {
    return new TransportException(
        "The grpc transport cannot be made:\n  " + String.join("\n  ", problems), cause);
  }
}
