package io.quorate.transport.http;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * The files that make connections encrypted and authenticated, all PEM. They are read once, when
 * the transport is made.
 *
 * <p>The node shows its certificate to those who connect to it, and to those it connects to as
 * well. A connecting node checks that the certificate was issued by a trusted authority and names
 * (as a subject alternative name) the host under which it reached the peer, which is the peer's
 * advertised host. With {@code mutual}, the accepting node demands a certificate by a trusted
 * authority too; without, anybody who can reach the port may send.
 *
 * @param certificate the node's certificate, followed by those of intermediate authorities
 * @param privateKey its private key, PKCS#8 without a password
 * @param trustedCertificates the authorities to trust; those of the JDK if empty
 * @param mutual whether those who connect must show a certificate; needs
 *     {@code trustedCertificates}, for otherwise any certificate of any public authority would do
 */
public record HttpTlsFiles(
    Path certificate, Path privateKey, Optional<Path> trustedCertificates, boolean mutual) {
  /**
   * Checks for null. What the files hold is checked by the transport.
   *
   * @param certificate see the component
   * @param privateKey see the component
   * @param trustedCertificates see the component
   * @param mutual see the component
   */
  public HttpTlsFiles {
    Objects.requireNonNull(certificate, "certificate");
    Objects.requireNonNull(privateKey, "privateKey");
    Objects.requireNonNull(trustedCertificates, "trustedCertificates");
  }
}
