package io.quorate.transport.http;

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
import java.util.Optional;

/** Certificates made by the JDK's keytool, as PEM files. */
final class TestCertificates {
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
  record Identity(String name, Path certificate, Path privateKey) {
    HttpTlsFiles trusting(Path trusted, boolean mutual) {
      return new HttpTlsFiles(certificate, privateKey, Optional.of(trusted), mutual);
    }
  }

  TestCertificates(Path directory) {
    this.directory = directory;
  }

  /** An authority, or anybody who vouches for himself. */
  Identity selfSigned(String name, String alternativeName) throws Exception {
    generate(name, "-ext", "bc:c", "-ext", "san=" + alternativeName);
    return export(name);
  }

  /** A node whose certificate an authority issued. */
  Identity issued(String name, String alternativeName, Identity authority) throws Exception {
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
