package io.quorate.cli.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.quorate.sim.schedule.Profile;
import io.quorate.sim.schedule.Schedule;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The simulator's commands: what they print last, how they end, and what they say to bad input. */
class SimulateCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return new CommandLine(new SimulateCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(args);
  }

  @Test
  void aSweepEndsWithItsLine() {
    assertThat(run("run", "--seeds", "3")).isZero();
    assertThat(out.toString())
        .contains("leaders elected")
        .containsPattern("sim: 3 seeds, 0 violations, [0-9.]+ simulated hours, [0-9.]+ ");
  }

  @Test
  void aSweepIsJsonOnRequest() {
    assertThat(run("run", "--seeds", "2", "--profile", "quiet", "--json")).isZero();
    assertThat(out.toString()).startsWith("{\"seeds\":2,\"profile\":\"quiet\",\"violations\":{}");
  }

  @Test
  void aScheduleIsReplayedFromItsFile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("one.schedule");
    Files.writeString(file, Schedule.random(4, Profile.STORAGE).toText());
    assertThat(run("replay", file.toString())).isZero();
    assertThat(out.toString()).contains("sim: 1 schedule, 0 violations, digest ");
  }

  @Test
  void replaysAndScriptsAreJsonOnRequest(@TempDir Path folder) throws IOException {
    Path schedule = Files.writeString(
        folder.resolve("one.schedule"), Schedule.random(4, Profile.STORAGE).toText());
    Path script = Files.writeString(
        folder.resolve("one.script"), "quorate script 1\ncluster 1 2 3\ndisk all auto\nelect 1\n");
    assertThat(run("replay", schedule.toString(), "--json")).isZero();
    assertThat(run("script", script.toString(), "--json", "--trace")).isZero();
    for (String line : out.toString().lines().toList()) {
      assertThat(JsonParser.parseString(line).isJsonObject()).as(line).isTrue();
    }
    assertThat(out.toString()).contains("\"ok\":true", "\"trace\":\"");
  }

  @Test
  void badInputIsNamed(@TempDir Path folder) throws IOException {
    Path other = Files.writeString(folder.resolve("other"), "quorate-schedule 9\nrun seed=1\n");
    String whole = Schedule.random(4, Profile.STORAGE).toText();
    Path cut = Files.writeString(
        folder.resolve("cut"), whole.lines().limit(2).reduce("", (a, b) -> a + b + "\n"));
    assertThat(run("replay", other.toString())).isEqualTo(3);
    assertThat(run("replay", cut.toString())).isEqualTo(3);
    assertThat(run("replay", folder.resolve("none").toString())).isEqualTo(3);
    assertThat(run("run", "--profile", "storm")).isEqualTo(3);
    assertThat(run("script", folder.toString())).isEqualTo(3);
    assertThat(run("run", "--seeds", "-1")).isEqualTo(3);
    assertThat(run("minimise", "--seed", "1", "--profile", "quiet")).isEqualTo(3);
    assertThat(run("minimise", "--seed", "1", "--budget", "-5")).isEqualTo(3);
    assertThat(err.toString())
        .contains("a schedule begins with the line 'quorate-schedule 1', not with"
            + " 'quorate-schedule 9'")
        .contains("cut is no schedule that can be run: the text is not whole")
        .contains("none is no schedule that can be run: it cannot be read")
        .contains("'storm' is no profile; there are: full, quiet")
        .contains("--seeds -1")
        .contains(folder + " has no script: their names end with .script")
        .contains("violates nothing: only a schedule that fails can be minimised")
        .contains("a budget of -5 runs is not at least 1");
  }
}
