package io.quorate.transport.common;

import io.quorate.config.ConfigKey;
import io.quorate.config.Settings;
import io.quorate.spi.TransportException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * The configuration keys that turn TLS on for a transport, and the one place that checks what they
 * say. Immutable.
 *
 * @param transport the transport's name, which is part of the keys'
 * @param certificate the node's certificate
 * @param privateKey the node's private key
 * @param trustedCertificates whom to trust
 * @param mutual whether those who connect must show a certificate
 * @param pins which keys peers may have
 */
public record TlsKeys(
    String transport,
    ConfigKey<Path> certificate,
    ConfigKey<Path> privateKey,
    ConfigKey<Path> trustedCertificates,
    ConfigKey<Boolean> mutual,
    ConfigKey<Path> pins) {
  private static final String NEEDED =
      "is not set, but another TLS key is; TLS needs a certificate and its private key";

  /**
   * The keys of a transport.
   *
   * @param transport its name
   * @return keys named {@code transport.<name>.tls.…}
   */
  public static TlsKeys of(String transport) {
    String prefix = "transport." + transport + ".tls.";
    return new TlsKeys(
        transport,
        ConfigKey.path(
            prefix + "certificate",
            "A PEM file with the certificate that this node shows to others, and those of intermediate authorities. Turns TLS"
                + " on. It must name the node's advertised host."),
        ConfigKey.path(
            prefix + "private-key",
            "A PEM file with the private key of the certificate, PKCS#8 and without a password."),
        ConfigKey.path(
            prefix + "trusted-certificates",
            "A PEM file with the certificates of the authorities that this node trusts. The default is those of the JDK."),
        ConfigKey.bool(
                prefix + "mutual",
                "Whether those who connect to this node must show a certificate by a trusted authority.")
            .withDefault(false),
        ConfigKey.path(
            prefix + "pins",
            "A file with the pins of the keys that peers may have, one to a line, as sha256/ and the base64 of the SHA-256 of"
                + " the public key. Whose certificate has another key is refused, whoever issued it, both as a peer"
                + " that connects and as one connected to. Needs mutual. The file is read again when it has changed;"
                + " put another in its place by renaming it."));
  }

  /**
   * All of them.
   *
   * @return in the order in which they are explained
   */
  public List<ConfigKey<?>> all() {
    return List.of(certificate, privateKey, trustedCertificates, mutual, pins);
  }

  /**
   * The files that the settings name.
   *
   * @param settings of the transport
   * @param problems takes all that is wrong with the files, and with which are named
   * @return empty if no certificate or no key is named
   */
  public Optional<TlsFiles> files(Settings settings, Problems problems) {
    Optional<Path> chain = path(settings, certificate);
    Optional<Path> key = path(settings, privateKey);
    Optional<Path> trusted = path(settings, trustedCertificates);
    Optional<Path> list = path(settings, pins);
    boolean demanded = settings.get(mutual);
    read(chain, key, trusted, demanded, list, problems);
    return chain.isEmpty() || key.isEmpty()
        ? Optional.empty()
        : Optional.of(new TlsFiles(chain.get(), key.get(), trusted, demanded, list));
  }

  private static Optional<Path> path(Settings settings, ConfigKey<Path> key) {
    return settings.isSet(key) ? Optional.of(settings.get(key)) : Optional.empty();
  }

  /**
   * Reads files.
   *
   * @param files which
   * @return what they hold
   * @throws TransportException if they cannot be used; lists all that is wrong
   */
  public TlsMaterial read(TlsFiles files) throws TransportException {
    Problems problems = new Problems(transport);
    Optional<TlsMaterial> material = read(
        Optional.of(files.certificate()),
        Optional.of(files.privateKey()),
        files.trustedCertificates(),
        files.mutual(),
        files.pins(),
        problems);
    problems.refuseIfAny();
    return material.orElseThrow();
  }

  private Optional<TlsMaterial> read(
      Optional<Path> chainFile,
      Optional<Path> keyFile,
      Optional<Path> trustedFile,
      boolean demanded,
      Optional<Path> pinsFile,
      Problems problems) {
    int before = problems.count();
    boolean wanted = demanded
        || trustedFile.isPresent()
        || chainFile.isPresent()
        || keyFile.isPresent()
        || pinsFile.isPresent();
    if (wanted && chainFile.isEmpty()) {
      problems.add(certificate, NEEDED);
    }
    if (wanted && keyFile.isEmpty()) {
      problems.add(privateKey, NEEDED);
    }
    if (demanded && trustedFile.isEmpty()) {
      problems.add(
          mutual,
          "is true without " + trustedCertificates
              + "; name the file of the authority that issues the certificates of the cluster's nodes");
    }
    if (pinsFile.isPresent() && !demanded) {
      problems.add(
          pins,
          "is set to '" + pinsFile.get() + "' without " + mutual
              + "=true; only then do those who connect show a certificate, whose key can be looked for");
    }
    List<X509Certificate> chain =
        readInto(certificate, chainFile, PemFiles::certificates, problems).orElse(List.of());
    List<X509Certificate> authorities = readInto(
            trustedCertificates, trustedFile, PemFiles::certificates, problems)
        .orElse(List.of());
    // Without the certificate there is no telling what key is right.
    Optional<PrivateKey> key = chain.isEmpty()
        ? Optional.empty()
        : readInto(privateKey, keyFile, file -> PemFiles.privateKey(file, chain.get(0)), problems);
    Optional<PinFile> list = readInto(pins, pinsFile, PinFile::read, problems);
    if (problems.count() > before || key.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(TlsMaterial.of(chain, key.get(), authorities, demanded, list));
    } catch (GeneralSecurityException | IOException e) {
      problems.add(certificate, "TLS cannot be set up with these files (" + e.getMessage() + ")");
      return Optional.empty();
    }
  }

  private interface Reader<T> {
    T read(Path file) throws IOException;
  }

  private static <T> Optional<T> readInto(
      ConfigKey<Path> key, Optional<Path> file, Reader<T> reader, Problems problems) {
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(reader.read(file.get()));
    } catch (IOException e) {
      problems.add(key, e.getMessage());
      return Optional.empty();
    }
  }
}
