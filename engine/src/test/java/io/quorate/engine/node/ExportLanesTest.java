package io.quorate.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExportLanesTest {
  private final FakeEnvironment environment = new FakeEnvironment();
  private final ExportLanes exports = new ExportLanes(environment);
  private final List<String> log = new ArrayList<>();

  private Runnable export(String name) {
    return () -> log.add(name);
  }

  /** While it runs, the test goes on: as if its thread stood still there. */
  private Runnable hanging(String name, Runnable meanwhile) {
    return () -> {
      log.add(name + " begins");
      meanwhile.run();
      log.add(name + " ends");
    };
  }

  private void run(int lane) {
    environment.lanes.get(lane).runAll();
  }

  @Test
  void exportsRunOneAfterTheOther() {
    exports.execute(export("a"));
    exports.execute(export("b"));
    run(0);
    assertThat(log).containsExactly("a", "b");
    assertThat(environment.lanes).hasSize(1);
  }

  @Test
  void whoWaitsBehindOneThatHangsGoesOnElsewhereAndRunsOnce() {
    List<Runnable> hung = new ArrayList<>();
    hung.add(hanging("a", () -> {
      exports.hangs(hung.get(0));
      run(1);
      exports.execute(export("c"));
      run(1);
    }));
    exports.execute(hung.get(0));
    exports.execute(export("b"));
    run(0);
    run(1);
    assertThat(log).containsExactly("a begins", "b", "c", "a ends");
    assertThat(environment.lanes).hasSize(2);
    exports.execute(export("d"));
    run(0);
    assertThat(log).doesNotContain("d");
    run(1);
    assertThat(log).endsWith("d");
  }

  @Test
  void oneThatHasEndedOrOnlyWaitsDoesNotHang() {
    Runnable ended = export("a");
    Runnable waits = export("b");
    exports.execute(ended);
    run(0);
    exports.execute(waits);
    exports.hangs(ended);
    exports.hangs(waits);
    assertThat(environment.lanes).hasSize(1);
  }

  @Test
  void thereIsOneMoreLaneForEachThatHangsUntilItComesBack() {
    List<Runnable> hung = new ArrayList<>();
    hung.add(hanging("a", () -> {
      exports.hangs(hung.get(0));
      exports.hangs(hung.get(0));
      run(1);
    }));
    hung.add(hanging("b", () -> {
      exports.hangs(hung.get(1));
      run(2);
    }));
    exports.execute(hung.get(0));
    exports.execute(hung.get(1));
    exports.execute(export("c"));
    run(0);
    assertThat(log).containsExactly("a begins", "b begins", "c", "b ends", "a ends");
    assertThat(environment.lanes).hasSize(3);
  }

  @Test
  void ifManyHangTheOthersWait() {
    List<Runnable> hung = new ArrayList<>();
    for (int i = 0; i < ExportLanes.MAX_LANES; i++) {
      int number = i;
      hung.add(hanging("" + i, () -> {
        exports.hangs(hung.get(number));
        if (number + 1 < ExportLanes.MAX_LANES) {
          run(number + 1);
        } else {
          assertThat(log).doesNotContain("other");
        }
      }));
    }
    hung.forEach(exports::execute);
    exports.execute(export("other"));
    run(0);
    assertThat(environment.lanes).hasSize(ExportLanes.MAX_LANES);
    assertThat(log).containsSubsequence("2 ends", "other");
  }

  @Test
  void afterTheEndNothingRuns() {
    List<Runnable> hung = new ArrayList<>();
    hung.add(hanging("a", () -> {
      exports.close();
      exports.hangs(hung.get(0));
    }));
    exports.execute(hung.get(0));
    exports.execute(export("b"));
    run(0);
    assertThat(log).containsExactly("a begins", "a ends");
    assertThat(environment.lanes).hasSize(1);
  }
}
