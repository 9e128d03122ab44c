package io.quorate.sim.tck.transport;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Certificates for tests of TLS, made by the JDK's keytool, as PEM files. Takes about a second for
 * each. For one thread.
 */
public final class TestCertificates {
  private static final String PASSWORD = "password";
  private static final Base64.Encoder PEM = Base64.getMimeEncoder(64, new byte[] {'\n'});

  private final Path directory;

  /**
   * An identity.
   *
   * @param name of its files
   * @param certificate PEM
   * @param privateKey PEM
   */
  public record Identity(String name, Path certificate, Path privateKey) {}

  /**
   * Makes none yet.
   *
   * @param directory where the files are written
   */
  public TestCertificates(Path directory) {
    this.directory = directory;
  }

  /**
   * An authority, or anybody who vouches for himself.
   *
   * @param name of the files and of the subject
   * @param alternativeName as keytool takes it, for example {@code dns:localhost,ip:127.0.0.1}
   * @return the identity
   * @throws Exception if keytool fails; says what it printed
   */
  public Identity selfSigned(String name, String alternativeName) throws Exception {
    generate(name, "-ext", "bc:c", "-ext", "san=" + alternativeName);
    return export(name);
  }

  /**
   * A node whose certificate an authority issued.
   *
   * @param name of the files and of the subject
   * @param alternativeName as keytool takes it, for example {@code dns:localhost,ip:127.0.0.1}
   * @param authority who issues it
   * @return the identity
   * @throws Exception if keytool fails; says what it printed
   */
  public Identity issued(String name, String alternativeName, Identity authority) throws Exception {
    generate(name);
    Path request = directory.resolve(name + ".csr");
    Path certificate = directory.resolve(name + ".issued");
    keytool(name, "-certreq", "-file", request.toString());
    keytool(
        authority.name(),
        "-gencert",
        "-rfc",
        "-infile",
        request.toString(),
        "-outfile",
        certificate.toString(),
        "-ext",
        "san=" + alternativeName);
    Identity own = export(name);
    Files.copy(certificate, own.certificate(), StandardCopyOption.REPLACE_EXISTING);
    return own;
  }

  private void generate(String name, String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(
        "-genkeypair",
        "-keyalg",
        "EC",
        "-groupname",
        "secp256r1",
        "-validity",
        "30",
        "-dname",
        "CN=" + name));
    arguments.addAll(List.of(more));
    keytool(name, arguments.toArray(String[]::new));
  }

  private void keytool(String name, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of(
        "-alias",
        name,
        "-keystore",
        store(name).toString(),
        "-storetype",
        "PKCS12",
        "-storepass",
        PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(command + ": " + output);
    }
  }

  private Path store(String name) {
    return directory.resolve(name + ".p12");
  }

  private Identity export(String name) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store(name))) {
      store.load(in, PASSWORD.toCharArray());
    }
    Certificate certificate = store.getCertificate(name);
    Path certificateFile = pem(name + ".crt", "CERTIFICATE", certificate.getEncoded());
    byte[] key = store.getKey(name, PASSWORD.toCharArray()).getEncoded();
    return new Identity(name, certificateFile, pem(name + ".key", "PRIVATE KEY", key));
  }

  private Path pem(String file, String title, byte[] content) throws IOException {
    String text = "-----BEGIN " + title + "-----\n" + PEM.encodeToString(content) + "\n-----END "
        + title + "-----\n";
    return Files.writeString(directory.resolve(file), text);
  }
}
