package io.quorate.transport.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.config.ConfigKey;
import io.quorate.sim.tck.GivenSettings;
import io.quorate.sim.tck.transport.TestCertificates;
import io.quorate.spi.TransportException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsKeysTest {
  @TempDir
  private static Path directory;

  private static final TlsKeys KEYS = TlsKeys.of("x");

  private static TestCertificates.Identity node;
  private static Path pins;

  @BeforeAll
  static void makeFiles() throws Exception {
    node = new TestCertificates(directory).selfSigned("node", "dns:localhost");
    pins = Files.writeString(directory.resolve("pins"), Known.PIN);
  }

  private static Map<String, String> mutual(String... more) {
    Map<String, String> values = new HashMap<>(Map.of(
        "transport.x.tls.certificate", node.certificate().toString(),
        "transport.x.tls.private-key", node.privateKey().toString(),
        "transport.x.tls.trusted-certificates", node.certificate().toString(),
        "transport.x.tls.mutual", "true"));
    for (int i = 0; i < more.length; i += 2) {
      values.put(more[i], more[i + 1]);
    }
    return values;
  }

  private static Optional<TlsFiles> files(Map<String, String> values) throws TransportException {
    Problems problems = new Problems("x");
    Optional<TlsFiles> files = KEYS.files(new GivenSettings(values), problems);
    problems.refuseIfAny();
    return files;
  }

  private static void assertProblems(Map<String, String> values, String... lines) {
    assertThatThrownBy(() -> files(values))
        .isInstanceOf(TransportException.class)
        .message()
        .startsWith("The x transport cannot be made:\n")
        .contains(lines)
        .satisfies(text -> assertThat(text.lines().count()).isEqualTo(lines.length + 1));
  }

  @Test
  void theKeysCarryTheTransportsName() {
    assertThat(KEYS.all())
        .extracting(ConfigKey::name)
        .containsExactly(
            "transport.x.tls.certificate",
            "transport.x.tls.private-key",
            "transport.x.tls.trusted-certificates",
            "transport.x.tls.mutual",
            "transport.x.tls.pins");
  }

  @Test
  void withoutAKeyThereIsNoTls() throws Exception {
    assertThat(files(Map.of())).isEmpty();
  }

  @Test
  void theFilesAreThoseThatAreNamed() throws Exception {
    TlsFiles files = files(mutual("transport.x.tls.pins", pins.toString())).orElseThrow();
    assertThat(files)
        .isEqualTo(new TlsFiles(
                node.certificate(), node.privateKey(), Optional.of(node.certificate()), true)
            .withPins(pins));
    assertThat(KEYS.read(files).pins())
        .get()
        .satisfies(list -> assertThat(list.pins()).containsExactly(Known.PIN));
  }

  @Test
  void pinsNeedThatWhoConnectsShowsACertificate() throws Exception {
    assertProblems(
        mutual("transport.x.tls.pins", pins.toString(), "transport.x.tls.mutual", "false"),
        "transport.x.tls.pins: is set to '" + pins
            + "' without transport.x.tls.mutual=true; only then do those who connect show a certificate");
    assertProblems(
        Map.of("transport.x.tls.pins", pins.toString()),
        "transport.x.tls.certificate: is not set",
        "transport.x.tls.private-key: is not set",
        "transport.x.tls.pins: is set to '");
    TlsFiles files =
        new TlsFiles(node.certificate(), node.privateKey(), Optional.empty(), false).withPins(pins);
    assertThatThrownBy(() -> KEYS.read(files)).hasMessageContaining("transport.x.tls.pins: is set");
  }

  @Test
  void aListOfPinsHasToBeOne() throws Exception {
    Path empty = Files.writeString(directory.resolve("empty"), "# none\n");
    Path wrong = Files.writeString(directory.resolve("wrong"), "node-1\n");
    assertProblems(
        mutual("transport.x.tls.pins", empty.toString()),
        "transport.x.tls.pins: '" + empty + "' lists no pin");
    assertProblems(
        mutual("transport.x.tls.pins", wrong.toString(), "transport.x.tls.private-key", "none"),
        "transport.x.tls.pins: '" + wrong + "' holds what is no pin: line 1, 'node-1'",
        "transport.x.tls.private-key: there is no file 'none'");
    assertProblems(
        mutual("transport.x.tls.pins", "none"), "transport.x.tls.pins: there is no file 'none'");
  }
}
