package io.quorate.cli.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command of the conformance kits; the kits have tests of their own. */
class TckCommandTest {
  private static final String NODES = "discovery.static.nodes=localhost:8001,localhost:8002";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return new CommandLine(new SimulateCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(args);
  }

  @Test
  void aBackendThatConformsIsATableAndALine() {
    assertThat(run("tck", "--discovery", "static", "--set", NODES)).isZero();
    assertThat(out.toString())
        .contains("StaticDiscoveryProvider  [")
        .containsPattern("PASSED +MUST +DI-1 +repeatable")
        .containsPattern("UNTESTED +MUST +DI-3 +empty-is-unknown")
        .containsPattern(
            "\ntck: discovery static: \\d+ rules, \\d+ passed, \\d+ untested, 0 failed: conforms\n");
  }

  @Test
  void theListTellsWhatIsFoundAndWhere() {
    assertThat(run("tck", "--list")).isZero();
    assertThat(out.toString())
        .containsPattern("wal +memory +test-only +io.quorate.wal.memory.MemoryWalProvider +\\[")
        .containsPattern("wal +rocksdb +production ")
        .containsPattern("transport +grpc +production ")
        .containsPattern("discovery +static +production ");
  }

  @Test
  void aDiscoveryWithoutSettingsIsToldWhatItLacks() {
    assertThat(run("tck", "--discovery", "static")).isEqualTo(2);
    assertThat(out.toString())
        .contains("needs settings with which the discovery finds something")
        .containsPattern(
            "\ntck: discovery static: [^:]+: not checked in full, for want of settings")
        .contains("--set KEY=VALUE; its keys are discovery.static.nodes");
  }

  @Test
  void allBadInputIsToldAtOnce() {
    assertThat(run(
            "tck",
            "--wal",
            "stone",
            "--discovery",
            "static",
            "--classpath",
            "no-such.jar",
            "--queue-bytes",
            "0",
            "--set",
            "discovery.static.node=localhost:8001",
            "--set",
            "discovery.static.nodes=nowhere"))
        .isEqualTo(2);
    assertThat(err.toString())
        .contains("there is no wal 'stone'; found:")
        .contains("io.quorate.wal.memory.MemoryWalProvider")
        .contains("Add its jar:  --classpath PATH")
        .contains("there is no no-such.jar")
        .contains("--queue-bytes 0 is not at least 1")
        .contains("--set discovery.static.node: no backend that is checked has this key; they have"
            + " discovery.static.nodes")
        .contains("--set discovery.static.nodes: 'nowhere' is not host:port");
    assertThat(run("tck")).isEqualTo(2);
    assertThat(err.toString()).contains("nothing is named: use --wal");
  }

  @Test
  void aBackendOfAnotherFolderIsFoundAndOneThatIsWrongDoesNotConform(@TempDir Path folder)
      throws IOException {
    compile(folder, "wrong.Wrong", """
        package wrong;

        import io.quorate.NodeAddress;
        import io.quorate.spi.*;
        import java.util.*;

        public final class Wrong implements DiscoveryProvider {
          @Override public String name() { return "wrong"; }
          @Override public Discovery create(BackendContext context) {
            return new Discovery() {
              @Override public SortedSet<NodeAddress> resolve() {
                return new TreeSet<>(List.of(new NodeAddress("localhost", 0)));
              }
              @Override public void close() {}
            };
          }
        }
        """);
    assertThat(run("tck", "--discovery", "wrong", "--classpath", folder.toString()))
        .isEqualTo(1);
    assertThat(out.toString())
        .containsPattern("FAILED +MUST +Discovery.resolve +reachable")
        .contains("expected: a port at which a node could be reached, but localhost:0")
        .contains("1 failed: does not conform");
  }

  @Test
  void aBackendThatCannotBeLoadedIsListedAndHidesNoOther(@TempDir Path folder) throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(services.resolve("io.quorate.spi.WalProvider"), "no.such.Provider\n");
    assertThat(run("tck", "--list", "--classpath", folder.toString())).isZero();
    assertThat(out.toString())
        .containsPattern("wal +\\? +broken .*no.such.Provider")
        .containsPattern("wal +rocksdb ");
  }

  private static void compile(Path folder, String name, String source) throws IOException {
    Path file = folder.resolve("source/" + name.replace('.', '/') + ".java");
    Files.createDirectories(file.getParent());
    Files.writeString(file, source);
    int code = ToolProvider.getSystemJavaCompiler()
        .run(
            null,
            null,
            null,
            List.of(
                    "-cp",
                    System.getProperty("java.class.path"),
                    "-d",
                    folder.toString(),
                    file.toString())
                .toArray(String[]::new));
    assertThat(code).isZero();
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(services.resolve("io.quorate.spi.DiscoveryProvider"), name + "\n");
  }
}
