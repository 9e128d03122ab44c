package io.quorate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quorate.RaftConfiguration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RaftConfigurationTest {
  private static RaftConfiguration.Builder valid() {
    return RaftConfiguration.builder()
        .withoutAmbientSources()
        .nodeId(1)
        .dataDirectory(Path.of("data/node-1"));
  }

  private static String refusal(RaftConfiguration.Builder builder) {
    return catchThrowableOfType(ConfigurationException.class, builder::build).getMessage();
  }

  @Test
  void theLeastConfigurationHasDefaultsForTheRest() {
    RaftConfiguration configuration = valid().build();
    assertThat(configuration.nodeName()).isEqualTo("node-1");
    assertThat(configuration.get(QuorateKeys.HEARTBEAT)).isEqualTo(Duration.ofMillis(100));
    assertThat(configuration.get(QuorateKeys.BIND_HOST)).isEqualTo("localhost");
    assertThat(configuration.isSet(QuorateKeys.BIND_HOST)).isFalse();
    assertThat(configuration.wal()).isEmpty();
    assertThatThrownBy(() -> configuration.get(QuorateKeys.CLUSTER_EXPECT))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessage("'cluster.expect' is not set and has no default");
  }

  @Test
  void everyProblemIsToldAtOnce() {
    assertThat(refusal(RaftConfiguration.builder()
            .withoutAmbientSources()
            .nodeName("a name")
            .port(70_000)
            .timeouts(Duration.ofSeconds(2), Duration.ofSeconds(1))
            .set("raft.heartbeet", "5ms")
            .initialPartitions(0)))
        .isEqualTo("""
            QRT-201 The configuration has 7 problems:
              raft.heartbeet: no such key (from builder); did you mean raft.heartbeat?
              bind.port: 70000 is outside 0 to 65535 (from builder)
              partitions.initial: 0 is outside 1 to 10000 (from builder)
              node.id: is not set; give each member an id of its own, such as 1
              data.directory: is not set; name a directory on a local disk, such as data/node-1
              node.name: 'a name' is not made of 1 to 64 letters, digits, dots, dashes and underscores
              raft.heartbeat: 2s is not shorter than raft.election-timeout, 1s; followers would campaign against a healthy leader. A tenth of it is usual""");
  }

  @Test
  void aHeartbeatThatIsNotShorterIsToldBesideTwoOtherMistakes() {
    ConfigurationException e = catchThrowableOfType(
        ConfigurationException.class,
        () -> valid()
            .timeouts(Duration.ofMillis(500), Duration.ofMillis(500))
            .host("0.0.0.0")
            .set("replication.max-entry-bytes", "16MiB")
            .set("admission.partition-bytes", "1MiB")
            .build());
    assertThat(e.code()).isEqualTo("QRT-201");
    assertThat(e.problems())
        .extracting(ConfigProblem::key)
        .containsExactly("raft.heartbeat", "advertise.host", "replication.max-entry-bytes");
    assertThat(e.problems().get(2).message())
        .isEqualTo("16MiB is more than admission.partition-bytes, 1MiB");
  }

  @Test
  void oneProblemIsToldInTheSingular() {
    assertThat(refusal(valid().set("raft.priority", "0")))
        .isEqualTo(
            "QRT-201 The configuration has a problem:\n  raft.priority: 0 is outside 1 to 100 (from builder)");
  }

  @Test
  void aBackendsKeyHasTheBackendsNameInIt() {
    assertThat(refusal(valid().set("wal.files", "3")))
        .isEqualTo("QRT-201 The configuration has a problem:\n"
            + "  wal.files: no such key (from builder); did you mean wal?");
    RaftConfiguration left = valid()
        .set("wal.rocksdb.files", "3")
        .set("discovery.static.nodes", "a:1")
        .build();
    assertThat(left.sources().backendsWithValues("wal")).containsExactly("rocksdb");
    assertThat(left.sources().backendsWithValues("transport")).isEmpty();
  }

  @Test
  void aBackendsKeyIsReadWithItsOwnRules() {
    ConfigKey<Integer> files =
        ConfigKey.integer("wal.rocksdb.files", 1, 9, "Files.").withDefault(2);
    assertThat(valid().build().get(files)).isEqualTo(2);
    assertThat(valid().set(files, 3).build().get(files)).isEqualTo(3);
    RaftConfiguration wrong = valid().set("wal.rocksdb.files", "many").build();
    assertThatThrownBy(() -> wrong.get(files))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("wal.rocksdb.files: 'many' is not a whole number from 1 to 9");
    assertThatThrownBy(() -> wrong.get(files.asSecret()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageNotContaining("many");
  }

  @Test
  void keysOfAPresentBackendAreChecked() {
    RaftConfiguration configuration =
        valid().set("wal.rocksdb.fils", "3").set("wal.rocks.files", "3").build();
    List<ConfigProblem> problems = new ArrayList<>();
    configuration
        .sources()
        .reportUnknownBackendKeys(
            "wal.rocksdb",
            List.of(ConfigKey.integer("wal.rocksdb.files", 1, 9, "Files.")),
            problems);
    assertThat(problems)
        .extracting(ConfigProblem::toString)
        .containsExactly(
            "wal.rocksdb.fils: no such key (from builder); did you mean wal.rocksdb.files?");
  }

  @Test
  void explainTellsValueAndOriginAndNoSecret() {
    RaftConfiguration configuration =
        valid().timeouts(Duration.ofMillis(50), Duration.ofSeconds(1)).build();
    assertThat(configuration.explain().lines())
        .hasSize(QuorateKeys.ALL.size())
        .contains(
            "node.id                          = 1                        (builder)",
            "node.name                        =                          (not set)",
            "raft.heartbeat                   = 50ms                     (builder)",
            "call.timeout                     = 10s                      (default)");
    ConfigKey<String> secret =
        ConfigKey.string("wal.rocksdb.password", "A password.").asSecret();
    assertThat(valid().set(secret, "hunter2").build().sources().explain(List.of(secret)))
        .contains("********")
        .doesNotContain("hunter2");
  }

  @Test
  void secretsThatAreNoneAreRefusedAndNotTold() {
    assertThatThrownBy(() -> valid()
            .set(QuorateKeys.AUTH_SECRET, "hunter2")
            .set(QuorateKeys.AUTH_OTHER_SECRET, " with a space before it")
            .build())
        .hasMessageContaining("auth.secret: has 7 characters; at least 16 are needed")
        .hasMessageContaining("auth.other-secret: begins or ends with white space")
        .message()
        .doesNotContain("hunter2", "with a space");
    assertThatThrownBy(
            () -> valid().set(QuorateKeys.AUTH_OTHER_SECRET, "a second secret").build())
        .hasMessageContaining("auth.other-secret: is set, but auth.secret is not");
    assertThatThrownBy(() -> valid()
            .set(QuorateKeys.AUTH_SECRET, "a secret for us all")
            .set(QuorateKeys.AUTH_OTHER_SECRET, "a secret for us all")
            .build())
        .hasMessageContaining("auth.other-secret: is the same as auth.secret");
  }

  @Test
  void theBuilderWinsOverSystemPropertiesThoseOverTheEnvironmentAndThatOverTheFile(
      @TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("quorate.properties"), """
        node.id=4
        quorate.node.name=file
        raft.priority=4
        engine.apply-lanes=4
        """);
    assertThat(explainIn(
            folder,
            Map.of(
                "QUORATE_NODE_NAME",
                "environment",
                "QUORATE_RAFT_PRIORITY",
                "3",
                "QUORATE_NODE_ID",
                "3"),
            "-Dquorate.raft.priority=2",
            "-Dquorate.node.id=2"))
        .contains(
            "node.id                          = 1                        (builder)",
            "raft.priority                    = 2                        (system properties)",
            "node.name                        = environment              (environment)",
            "engine.apply-lanes               = 4                        (file quorate.properties)",
            "engine.event-loops               =                          (not set)");
  }

  @Test
  void theFileMayBeNamed(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("other.properties"), "raft.priority=4\n");
    assertThat(explainIn(folder, Map.of("QUORATE_CONFIG", "other.properties")))
        .contains(
            "raft.priority                    = 4                        (file other.properties)");
    assertThat(explainIn(folder, Map.of(), "-Dquorate.config=missing.properties"))
        .anyMatch(
            line -> line.startsWith("  config: the file 'missing.properties' cannot be read: "));
  }

  @Test
  void misspeltNamesAreFoundInEverySource(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("quorate.properties"), "raft.priorty=4\n");
    assertThat(explainIn(folder, Map.of("QUORATE_RAFT_HARTBEAT", "3ms"), "-Dquorate.node.nam=x"))
        .contains(
            "  node.nam: no such key (from system properties); did you mean node.name?",
            "  QUORATE_RAFT_HARTBEAT: no such key (from environment); did you mean QUORATE_RAFT_HEARTBEAT?",
            "  raft.priorty: no such key (from file quorate.properties); did you mean raft.priority?");
  }

  /** Explains a configuration in a process of its own, the only way to have another environment. */
  private static List<String> explainIn(
      Path folder, Map<String, String> environment, String... options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", absoluteClassPath(), Explain.class.getName()));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("QUORATE_"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
        .lines()
        .toList();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return lines;
  }

  private static String absoluteClassPath() {
    String separator = System.getProperty("path.separator");
    return String.join(
        separator,
        Arrays.stream(System.getProperty("java.class.path").split(separator))
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .toList());
  }

  /** Prints what the sources of its own process come to. */
  static final class Explain {
    private Explain() {}

    public static void main(String[] args) {
      try {
        System.out.print(RaftConfiguration.builder()
            .nodeId(1)
            .dataDirectory(Path.of("data"))
            .build()
            .explain());
      } catch (ConfigurationException e) {
        System.out.println(e.getMessage());
      }
    }
  }
}
