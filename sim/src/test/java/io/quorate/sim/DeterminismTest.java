package io.quorate.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.sim.schedule.Profile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A run is a pure function of the engine and the schedule: twice, after others, and in JVMs that
 * differ in what they may.
 */
class DeterminismTest {
  private static final int SEEDS = 5;

  /** Prints the digests of a few seeds, for another JVM to be compared. */
  public static void main(String[] args) {
    System.out.println(digests());
  }

  private static List<String> digests() {
    List<String> digests = new ArrayList<>();
    for (long seed = 1; seed <= SEEDS; seed++) {
      digests.add(
          Long.toHexString(Simulation.ofEngine().faults(Profile.FULL).run(seed).digest()));
    }
    return digests;
  }

  @Test
  void runsOfOneScheduleAreEqualWhateverRanBefore() {
    List<String> first = digests();
    Simulation.ofEngine().faults(Profile.EVERYTHING).run(99);
    assertThat(digests()).isEqualTo(first);
  }

  @Test
  void runsInOtherJvmsAreEqual() throws Exception {
    String here = digests().toString();
    assertThat(elsewhere(
            "-XX:hashCode=2",
            "-XX:+UseSerialGC",
            "-Duser.language=tr",
            "-Duser.timezone=Asia/Kathmandu"))
        .isEqualTo(here);
    assertThat(elsewhere(
            "-XX:+UnlockExperimentalVMOptions",
            "-XX:hashCode=1",
            "-Xint",
            "-Dfile.encoding=ISO-8859-1"))
        .isEqualTo(here);
  }

  private static String elsewhere(String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+UnlockExperimentalVMOptions");
    command.addAll(List.of(options));
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), DeterminismTest.class.getName()));
    Process process = new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return output.trim();
  }
}
