package io.quorate.cli.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.cli.backends.Backends;
import io.quorate.cli.backends.NodeMake;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The short form of {@code quorate crash-test}, so that each log, transport and discovery that
 * survives a kill is in one of its runs.
 */
class KillNodesTest {
  @ParameterizedTest
  @CsvSource({"rocksdb, grpc, static", "h2, http, dns"})
  @Timeout(180)
  void nothingThatWasAcknowledgedIsLostWhenNodesAreKilled(
      String wal, String transport, String discovery) throws Exception {
    long seed = Long.getLong(
        "quorate.crash-test.seed", ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE));
    String rerun = "seed " + seed + " (again: -Dquorate.crash-test.seed=" + seed + ")";
    System.out.println("crash test: " + rerun);
    NodeMake make = NodeMake.of(new Backends(wal, transport, discovery), List.of(), Map.of())
        .shortLived();
    CrashTest.Plan plan =
        new CrashTest.Plan(1, 8, 4, 16, 1_000, 100, Duration.ofMillis(500), seed, make);
    List<String> story = Collections.synchronizedList(new ArrayList<>());
    try (Workspace workspace = new Workspace("quorate-kill-nodes-")) {
      Verification.Result result = new CrashTest(plan, workspace, story::add).run();
      assertThat(result.faults()).as("%s, %s", rerun, story).isEmpty();
      assertThat(result.acknowledged()).as("%s, %s", rerun, story).isGreaterThan(200);
    }
  }
}
