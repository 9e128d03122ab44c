package io.quorate.sim.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MutantsCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream progress = new ByteArrayOutputStream();

  private int run(String... args) {
    return MutantsCommand.run(
        args,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(progress, true, StandardCharsets.UTF_8));
  }

  @Test
  void aVoteThatIsNeverPersistedIsFoundAndTheEngineAsItIsIsClean(@TempDir Path folder)
      throws IOException {
    Path json = folder.resolve("findings.json");
    int code = run("--only", "M01", "--budget", "30", "--workers", "1", "--json", json.toString());
    assertThat(out.toString(StandardCharsets.UTF_8))
        .as(progress.toString(StandardCharsets.UTF_8))
        .containsPattern("M01 +yes +I\\d+ +\\d+ ")
        .endsWith("mutants: 1/1 found, 0 false alarms\n");
    assertThat(code).isZero();
    assertThat(json).content().startsWith("{\"id\":\"M01\",").contains("\"all\":{\"found\":true,");
  }

  @Test
  void aPatchThatDoesNotFitIsAnErrorOfItsOwn(@TempDir Path root) throws IOException {
    Path patches = Files.createDirectories(root.resolve(Mutant.FOLDER));
    Path sources = Files.createDirectories(root.resolve("engine/src/main/java"));
    Files.writeString(sources.resolve("A.java"), "class A {}\n");
    Files.writeString(patches.resolve("M99.patch"), """
        # id: M99
        # title: nothing
        # violates: I1
        # kind: engine
        --- a/engine/src/main/java/A.java
        +++ b/engine/src/main/java/A.java
        @@ -1 +1 @@
        -class B {}
        +class A { }
        """);
    assertThat(run("--root", root.toString())).isEqualTo(3);
    assertThat(progress.toString(StandardCharsets.UTF_8)).contains("M99: hunk @@ -1 +1 @@");
  }

  @Test
  void nothingToHuntIsNoSuccess(@TempDir Path root) throws IOException {
    Files.createDirectories(root.resolve(Mutant.FOLDER));
    assertThat(run("--root", root.toString())).isEqualTo(3);
    assertThat(progress.toString(StandardCharsets.UTF_8)).contains("there is nothing to hunt");
  }

  @Test
  void aHuntThatIsInterruptedEndsItsProcesses() throws InterruptedException {
    AtomicInteger code = new AtomicInteger(-1);
    Thread hunt =
        new Thread(() -> code.set(run("--only", "M89", "--budget", "600", "--workers", "1")));
    hunt.start();
    ProcessHandle present = ProcessHandle.current();
    while (hunt.isAlive() && present.children().noneMatch(ProcessHandle::isAlive)) {
      Thread.onSpinWait();
    }
    hunt.interrupt();
    hunt.join();
    assertThat(code).hasValue(3);
    assertThat(progress.toString(StandardCharsets.UTF_8)).contains("interrupted");
    assertThat(present.children().filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void whatWasWrittenByHandKillsItToo(@TempDir Path folder) throws IOException {
    Path json = folder.resolve("findings.json");
    int code = run("--only", "M01", "--scripts", "--json", json.toString());
    assertThat(out.toString(StandardCharsets.UTF_8))
        .as(progress.toString(StandardCharsets.UTF_8))
        .containsPattern("M01 +\\S+\\.script and \\d+ more ")
        .endsWith("mutants: 1/1 killed by scripts, 0 false alarms\n");
    assertThat(code).isZero();
    assertThat(json).content().contains("\"killedBy\":[\"", "vote-durability.script");
  }

  @Test
  void whatWouldBeIgnoredIsRefused() {
    assertThat(run("--scripts", "--budget", "3")).isEqualTo(3);
    assertThat(run("--kind", "filewal", "--minimise")).isEqualTo(3);
    assertThat(run("--only", "M32,M200", "--profile", "quiet")).isEqualTo(3);
    assertThat(run("--only", ",")).isEqualTo(3);
    assertThat(run("--keep", "/tmp")).isEqualTo(3);
    assertThat(run("--minimise", "--keep", "/no/such/folder")).isEqualTo(3);
    assertThat(progress.toString(StandardCharsets.UTF_8))
        .contains("--budget has no meaning with --scripts")
        .contains("--minimise has no meaning for bugs of kind filewal")
        .contains("--profile has no meaning for bugs of kind filewal")
        .contains("--only ',' names nothing")
        .contains("--keep keeps what --minimise makes: give that too")
        .contains("--keep /no/such/folder is no folder");
  }

  @Test
  void unknownOptionsAreRefused() {
    assertThat(run("--buget", "3")).isEqualTo(3);
    assertThat(run("--only", "M01,M9999,M8888")).isEqualTo(3);
    assertThat(run("--only", "M32", "--scripts")).isEqualTo(3);
    assertThat(run("--only", "M32", "--kind", "engine")).isEqualTo(3);
    assertThat(run("--need", "-1")).isEqualTo(3);
    assertThat(progress.toString(StandardCharsets.UTF_8))
        .contains("'--buget' is unknown")
        .contains("--only M8888,M9999: sim/mutants has no such patch")
        .contains("--only M32: its kind, filewal, is not hunted here")
        .contains("--need -1 is not from 0 to 100");
  }
}
