package io.quorate.transport.common;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * The files that make connections encrypted and authenticated. But for the pins, all are PEM and
 * are read once, when the transport is made.
 *
 * <p>The node shows its certificate to those who connect to it, and to those it connects to as
 * well. A connecting node checks that the certificate was issued by a trusted authority and names
 * (as a subject alternative name) the host under which it reached the peer, which is the peer's
 * advertised host. With {@code mutual}, the accepting node demands a certificate by a trusted
 * authority too; without, anybody who can reach the port may send.
 *
 * <p>With {@code pins}, both demand on top of that that the key of the certificate is listed; so
 * what an authority issues to others opens nothing, and a key can be revoked. The file is looked at
 * again while the transport runs, see {@link PinGuard}.
 *
 * @param certificate the node's certificate, followed by those of intermediate authorities
 * @param privateKey its private key, PKCS#8 without a password
 * @param trustedCertificates the authorities to trust; those of the JDK if empty
 * @param mutual whether those who connect must show a certificate; needs
 *     {@code trustedCertificates}, for otherwise any certificate of any public authority would do
 * @param pins the list of keys that peers may have; any key if empty. Needs {@code mutual}
 */
public record TlsFiles(
    Path certificate,
    Path privateKey,
    Optional<Path> trustedCertificates,
    boolean mutual,
    Optional<Path> pins) {
  /**
   * Checks for null. What the files hold is checked by the transport.
   *
   * @param certificate see the component
   * @param privateKey see the component
   * @param trustedCertificates see the component
   * @param mutual see the component
   * @param pins see the component
   */
  public TlsFiles {
    Objects.requireNonNull(certificate, "certificate");
    Objects.requireNonNull(privateKey, "privateKey");
    Objects.requireNonNull(trustedCertificates, "trustedCertificates");
    Objects.requireNonNull(pins, "pins");
  }

  /**
   * Files without pins.
   *
   * @param certificate see the component
   * @param privateKey see the component
   * @param trustedCertificates see the component
   * @param mutual see the component
   */
  public TlsFiles(
      Path certificate, Path privateKey, Optional<Path> trustedCertificates, boolean mutual) {
    this(certificate, privateKey, trustedCertificates, mutual, Optional.empty());
  }

  /**
   * The same files with pins.
   *
   * @param file the list
   * @return the files
   */
  public TlsFiles withPins(Path file) {
    return new TlsFiles(certificate, privateKey, trustedCertificates, mutual, Optional.of(file));
  }
}
