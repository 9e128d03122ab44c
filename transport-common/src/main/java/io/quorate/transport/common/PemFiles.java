package io.quorate.transport.common;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads certificates and keys, with errors that say what is wrong instead of what was thrown where.
 */
final class PemFiles {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final Pattern OTHER_KEY = Pattern.compile("-----BEGIN ([A-Z ]+ PRIVATE KEY)-----");
  private static final String CONVERT = "; 'openssl pkcs8 -topk8 -nocrypt' converts it";

  private PemFiles() {}

  /** The certificates of a file, at least one. */
  static List<X509Certificate> certificates(Path file) throws IOException {
    requireReadable(file);
    List<X509Certificate> certificates = new ArrayList<>();
    try (InputStream in = Files.newInputStream(file)) {
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        certificates.add((X509Certificate) certificate);
      }
    } catch (CertificateException e) {
      throw new IOException(
          "'" + file + "' does not hold certificates in PEM form (" + e.getMessage() + ")", e);
    }
    if (certificates.isEmpty()) {
      throw new IOException(
          "'" + file + "' holds no certificate; PEM begins with -----BEGIN CERTIFICATE-----");
    }
    return certificates;
  }

  /** The key of a file, which belongs to the certificate. */
  static PrivateKey privateKey(Path file, X509Certificate certificate) throws IOException {
    requireReadable(file);
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    Matcher key = KEY.matcher(text);
    if (!key.find()) {
      Matcher other = OTHER_KEY.matcher(text);
      throw new IOException(
          other.find()
              ? "'" + file + "' holds an " + other.group(1)
                  + ", and must hold a PRIVATE KEY (PKCS#8 without password)" + CONVERT
              : "'" + file + "' holds no private key; PEM begins with -----BEGIN PRIVATE KEY-----");
    }
    PublicKey counterpart = certificate.getPublicKey();
    try {
      byte[] encoded = Base64.getMimeDecoder().decode(key.group(1));
      PrivateKey decoded = KeyFactory.getInstance(counterpart.getAlgorithm())
          .generatePrivate(new PKCS8EncodedKeySpec(encoded));
      if (belongTogether(decoded, counterpart)) {
        return decoded;
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(
          "'" + file + "' holds no " + counterpart.getAlgorithm() + " key, as the certificate has ("
              + e.getMessage() + ")",
          e);
    }
    throw new IOException("the key in '" + file + "' does not belong to the certificate of "
        + certificate.getSubjectX500Principal());
  }

  private static boolean belongTogether(PrivateKey key, PublicKey counterpart)
      throws GeneralSecurityException {
    String algorithm = switch (counterpart.getAlgorithm()) {
      case "EC" -> "SHA256withECDSA";
      case "RSA" -> "SHA256withRSA";
      default -> counterpart.getAlgorithm();
    };
    byte[] something = {1, 2, 3};
    Signature signer = Signature.getInstance(algorithm);
    signer.initSign(key);
    signer.update(something);
    byte[] signature = signer.sign();
    Signature verifier = Signature.getInstance(algorithm);
    verifier.initVerify(counterpart);
    verifier.update(something);
    return verifier.verify(signature);
  }

  /** Refuses what is no file, or may not be read, and says so. */
  static void requireReadable(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new IOException(
          "there is no file '" + file + "' (looked for as " + file.toAbsolutePath() + ")");
    }
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new IOException("'" + file + "' is not a file that this process may read");
    }
  }
}
