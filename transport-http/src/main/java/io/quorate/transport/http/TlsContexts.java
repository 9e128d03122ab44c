package io.quorate.transport.http;

import io.quorate.config.ConfigKey;
import io.quorate.spi.TransportException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * What both sides of TLS use: the JDK's TLS with the node's certificate and those it trusts.
 *
 * @param context shows the certificate and checks those of others
 * @param trust what the context checks with; the client asks for it separately
 * @param mutual whether those who connect must show a certificate
 */
record TlsContexts(SSLContext context, X509TrustManager trust, boolean mutual) {
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
      problems.add(HttpTransportProvider.TLS_CERTIFICATE + NEEDED);
    }
    if (wanted && key.isEmpty()) {
      problems.add(HttpTransportProvider.TLS_PRIVATE_KEY + NEEDED);
    }
    if (mutual && trusted.isEmpty()) {
      problems.add(HttpTransportProvider.TLS_MUTUAL + ": is true without "
          + HttpTransportProvider.TLS_TRUSTED_CERTIFICATES
          + "; name the file of the authority that issues the certificates"
          + " of the cluster's nodes");
    }
    List<X509Certificate> chain = readInto(
            HttpTransportProvider.TLS_CERTIFICATE, certificate, PemFiles::certificates, problems)
        .orElse(List.of());
    List<X509Certificate> authorities = readInto(
            HttpTransportProvider.TLS_TRUSTED_CERTIFICATES,
            trusted,
            PemFiles::certificates,
            problems)
        .orElse(List.of());
    // Without the certificate there is no telling what key is right.
    Optional<PrivateKey> privateKey = chain.isEmpty()
        ? Optional.empty()
        : readInto(
            HttpTransportProvider.TLS_PRIVATE_KEY,
            key,
            file -> PemFiles.privateKey(file, chain.get(0)),
            problems);
    if (problems.size() > before || privateKey.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(build(chain, privateKey.get(), authorities, mutual));
    } catch (GeneralSecurityException | IOException e) {
      problems.add(HttpTransportProvider.TLS_CERTIFICATE
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
      throws GeneralSecurityException, IOException {
    // The password protects nothing: the store never leaves this method.
    char[] password = new char[0];
    KeyStore own = emptyStore();
    own.setKeyEntry("node", key, password, chain.toArray(X509Certificate[]::new));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, password);

    KeyStore trusted = null;
    if (!authorities.isEmpty()) {
      trusted = emptyStore();
      for (int i = 0; i < authorities.size(); i++) {
        trusted.setCertificateEntry("authority-" + i, authorities.get(i));
      }
    }
    TrustManagerFactory trusts =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusts.init(trusted);
    X509TrustManager trust = null;
    for (TrustManager manager : trusts.getTrustManagers()) {
      if (manager instanceof X509TrustManager checksCertificates) {
        trust = checksCertificates;
      }
    }
    if (trust == null) {
      throw new GeneralSecurityException("this JDK checks no X.509 certificates");
    }
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), new TrustManager[] {trust}, null);
    return new TlsContexts(context, trust, mutual);
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  /** As {@link #read}, for files that are all named. */
  static TlsContexts of(HttpTlsFiles files) throws TransportException {
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
          "The http transport cannot be made:\n  " + String.join("\n  ", problems), null);
    }
  }
}
