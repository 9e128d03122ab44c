package io.quorate.transport.grpc;

import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import io.quorate.config.ConfigKey;
import io.quorate.spi.TransportException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * Both sides of TLS. Uses the JDK's TLS and not the native one that grpc brings, whose library does
 * not load on every Linux (musl) and whose contexts hold native memory.
 *
 * @param server for connections that come in
 * @param client for connections that go out
 */
record TlsContexts(SslContext server, SslContext client) {
  private static final String NEEDED =
      ": is not set, but another TLS key is; TLS needs a certificate and its private key";

  /**
   * Reads the files that are named.
   *
   * @param problems takes all that is wrong with them, and with which are named
   * @return empty if none is named, or something is wrong
   */
  static Optional<TlsContexts> read(
      Optional<Path> certificate,
      Optional<Path> key,
      Optional<Path> trusted,
      boolean mutual,
      List<String> problems) {
    int before = problems.size();
    boolean wanted = mutual || trusted.isPresent() || certificate.isPresent() || key.isPresent();
    if (wanted && certificate.isEmpty()) {
      problems.add(GrpcTransportProvider.TLS_CERTIFICATE + NEEDED);
    }
    if (wanted && key.isEmpty()) {
      problems.add(GrpcTransportProvider.TLS_PRIVATE_KEY + NEEDED);
    }
    if (mutual && trusted.isEmpty()) {
      problems.add(GrpcTransportProvider.TLS_MUTUAL + ": is true without "
          + GrpcTransportProvider.TLS_TRUSTED_CERTIFICATES
          + "; name the file of the authority that issues the certificates"
          + " of the cluster's nodes");
    }
    List<X509Certificate> chain = readInto(
            GrpcTransportProvider.TLS_CERTIFICATE, certificate, PemFiles::certificates, problems)
        .orElse(List.of());
    List<X509Certificate> authorities = readInto(
            GrpcTransportProvider.TLS_TRUSTED_CERTIFICATES,
            trusted,
            PemFiles::certificates,
            problems)
        .orElse(List.of());
    // Without the certificate there is no telling what key is right.
    Optional<PrivateKey> privateKey = chain.isEmpty()
        ? Optional.empty()
        : readInto(
            GrpcTransportProvider.TLS_PRIVATE_KEY,
            key,
            file -> PemFiles.privateKey(file, chain.get(0)),
            problems);
    if (problems.size() > before || privateKey.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(build(chain, privateKey.get(), authorities, mutual));
    } catch (SSLException e) {
      problems.add(GrpcTransportProvider.TLS_CERTIFICATE
          + ": TLS cannot be set up with these files (" + e.getMessage() + ")");
      return Optional.empty();
    }
  }

  private interface Reader<T> {
    T read(Path file) throws IOException;
  }

  private static <T> Optional<T> readInto(
      ConfigKey<Path> key, Optional<Path> file, Reader<T> reader, List<String> problems) {
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(reader.read(file.get()));
    } catch (IOException e) {
      problems.add(key + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  private static TlsContexts build(
      List<X509Certificate> chain,
      PrivateKey key,
      List<X509Certificate> authorities,
      boolean mutual)
      throws SSLException {
    SslContextBuilder server = SslContextBuilder.forServer(key, chain);
    SslContextBuilder client = SslContextBuilder.forClient().keyManager(key, chain);
    if (!authorities.isEmpty()) {
      server.trustManager(authorities);
      client.trustManager(authorities);
    }
    server.clientAuth(mutual ? ClientAuth.REQUIRE : ClientAuth.NONE);
    return new TlsContexts(
        GrpcSslContexts.configure(server, SslProvider.JDK).build(),
        GrpcSslContexts.configure(client, SslProvider.JDK).build());
  }

  /** As {@link #read}, for files that are all named. */
  static TlsContexts of(GrpcTlsFiles files) throws TransportException {
    List<String> problems = new ArrayList<>();
    Optional<TlsContexts> contexts = read(
        Optional.of(files.certificate()),
        Optional.of(files.privateKey()),
        files.trustedCertificates(),
        files.mutual(),
        problems);
    refuseIfAny(problems);
    return contexts.orElseThrow();
  }

  /** Throws if there are problems. */
  static void refuseIfAny(List<String> problems) throws TransportException {
    if (!problems.isEmpty()) {
      throw new TransportException(
          "The grpc transport cannot be made:\n  " + String.join("\n  ", problems), null);
    }
  }
}
