package io.quorate.cli.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The short form of {@code quorate crash-test}. */
class KillNodesTest {
  @Test
  @Timeout(180)
  void nothingThatWasAcknowledgedIsLostWhenNodesAreKilled() throws Exception {
    long seed = Long.getLong(
        "quorate.crash-test.seed", ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE));
    String rerun = "seed " + seed + " (again: -Dquorate.crash-test.seed=" + seed + ")";
    System.out.println("crash test: " + rerun);
    CrashTest.Plan plan = new CrashTest.Plan(3, 8, 4, 16, 1_000, 100, Duration.ofMillis(500), seed);
    List<String> story = Collections.synchronizedList(new ArrayList<>());
    try (Workspace workspace = new Workspace("quorate-kill-nodes-")) {
      Verification.Result result = new CrashTest(plan, workspace, story::add).run();
      assertThat(result.faults()).as("%s, %s", rerun, story).isEmpty();
      assertThat(result.acknowledged()).as("%s, %s", rerun, story).isGreaterThan(500);
    }
  }
}
