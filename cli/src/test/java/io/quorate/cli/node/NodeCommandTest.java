package io.quorate.cli.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.bench.LoopbackPorts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program as its users start it: a process, its streams, its exit code. */
@Timeout(60)
class NodeCommandTest {
  @TempDir
  Path directory;

  private int port;
  private Process process;
  private BufferedReader out;

  @BeforeEach
  void choosePort() throws IOException {
    port = LoopbackPorts.free(1).get(0);
  }

  @AfterEach
  void killNode() {
    if (process != null) {
      process.destroyForcibly();
      process.onExit().join();
    }
  }

  private void start(String... options) throws IOException {
    List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "-Djava.io.tmpdir=" + directory,
        "-cp",
        System.getProperty("java.class.path"),
        "io.quorate.cli.Main",
        "node"));
    command.addAll(List.of(options));
    process = new ProcessBuilder(command).redirectError(err().toFile()).start();
    out = process.inputReader(StandardCharsets.UTF_8);
  }

  private void startSingle(String... more) throws IOException {
    List<String> options = new ArrayList<>(List.of(
        "--id",
        "1",
        "--port",
        String.valueOf(port),
        "--expect",
        "1",
        "--partitions",
        "2",
        "--data",
        directory.resolve("data").toString()));
    options.addAll(List.of(more));
    start(options.toArray(String[]::new));
  }

  private Path err() {
    return directory.resolve("stderr.txt");
  }

  private String errText() throws IOException {
    return Files.readString(err());
  }

  private void awaitEvent(String name) throws IOException {
    String line;
    do {
      line = out.readLine();
      assertThat(line).as("the node ended; it said: %s", errText()).isNotNull();
    } while (!line.contains("\"event\":\"" + name + "\""));
  }

  private String ask(String command) throws IOException {
    OutputStream in = process.getOutputStream();
    in.write((command + "\n").getBytes(StandardCharsets.UTF_8));
    in.flush();
    String line;
    do {
      line = out.readLine();
      assertThat(line).as("the node ended; it said: %s", errText()).isNotNull();
    } while (line.startsWith("{\"event\""));
    return line;
  }

  private void awaitJoining() throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!ask("{\"op\":\"status\",\"id\":1}").contains("\"state\":\"JOINING\"")) {
      assertThat(System.nanoTime()).as("it begins to join in time").isLessThan(deadline);
    }
  }

  private int exitCode() throws InterruptedException {
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  @Test
  void aNodeServesAndLeavesWhenItIsTold() throws Exception {
    startSingle("--control", "stdio");
    awaitEvent("ready");
    assertThat(ask("{\"op\":\"write\",\"id\":1,\"partition\":2,\"type\":\"t\",\"data\":\"hello\"}"))
        .startsWith("{\"id\":1,\"status\":\"COMMITTED\",\"index\":");
    assertThat(ask("{\"op\":\"applied\",\"id\":2,\"partition\":2}")).contains("\"data\":\"hello\"");
    assertThat(ask("{\"op\":\"status\",\"id\":3}"))
        .contains("\"state\":\"RUNNING\"", "\"port\":" + port);
    assertThat(ask("not json")).startsWith("{\"error\":");
    assertThat(ask("{\"op\":\"leave\",\"id\":4}")).isEqualTo("{\"id\":4,\"status\":\"LEFT\"}");
    assertThat(exitCode()).isZero();
    assertThat(errText()).contains("quorate node-1(1) wal=rocksdb");
  }

  @Test
  void theEndOfStandardInputMeansLeave() throws Exception {
    startSingle("--control", "stdio");
    awaitEvent("ready");
    process.getOutputStream().close();
    assertThat(exitCode()).isZero();
  }

  @Test
  void sigtermLeavesInGoodOrder() throws Exception {
    startSingle("--control", "stdio");
    awaitEvent("ready");
    process.toHandle().destroy(); // Process itself would close the streams
    awaitEvent("left");
    assertThat(exitCode()).isZero();
  }

  @Test
  void sigtermAlsoEndsANodeThatWaitsForOthers() throws Exception {
    start(
        "--id",
        "1",
        "--port",
        String.valueOf(port),
        "--peers",
        "localhost:1,localhost:2",
        "--control",
        "stdio",
        "--data",
        directory.resolve("data").toString());
    awaitJoining();
    process.toHandle().destroy(); // Process itself would close the streams
    assertThat(exitCode()).isZero();
  }

  @Test
  void aNodeThatIsToJoinFormsNoClusterOfItsOwn() throws Exception {
    startSingle("--join", "--control", "stdio");
    awaitJoining();
    assertThat(ask("{\"op\":\"replace\",\"id\":2,\"lost\":3,\"replacement\":1}"))
        .isEqualTo("{\"id\":2,\"status\":\"NOT_JOINED\",\"retryable\":true,"
            + "\"explanation\":\"This node has not joined the cluster yet.\"}");
    process.getOutputStream().close();
    assertThat(exitCode()).isZero();
    assertThat(out.lines()).noneMatch(line -> line.contains("\"event\":\"ready\""));
  }

  @Test
  void aPortThatIsTakenIsAFailureWithAReason() throws Exception {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(InetAddress.getByName("localhost"), port));
      startSingle("--control", "stdio");
      assertThat(exitCode()).isEqualTo(1);
      assertThat(errText())
          .contains("QRT-")
          .contains(String.valueOf(port))
          .contains("in use")
          .doesNotContain("\tat ");
      awaitEvent("failed");
    }
  }

  @Test
  void aBackendThatDoesNotExistIsAFailureThatListsThoseThatDo() throws Exception {
    startSingle("--wal", "rockdb");
    assertThat(exitCode()).isNotZero();
    assertThat(errText()).contains("QRT-1").contains("rocksdb").doesNotContain("\tat ");
  }

  @Test
  void aFileConfiguresANode() throws Exception {
    Path file = directory.resolve("node.properties");
    Files.writeString(
        file,
        "node.id=1\nnode.name=from-the-file\ncluster.expect=1\nbind.port=" + port
            + "\ndata.directory=" + directory.resolve("data"));
    start("--config", file.toString(), "--control", "stdio");
    awaitEvent("ready");
    assertThat(ask("{\"op\":\"status\",\"id\":1}")).contains("\"name\":\"from-the-file\"");
  }
}
