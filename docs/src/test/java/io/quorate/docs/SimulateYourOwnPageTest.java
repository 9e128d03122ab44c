package io.quorate.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.LogEntry;
import io.quorate.Proposal;
import io.quorate.StateMachine;
import io.quorate.engine.environment.Environment.RandomSource;
import io.quorate.sim.Simulation;
import io.quorate.sim.Workload;
import io.quorate.sim.junit.SimTest;
import io.quorate.sim.schedule.Profile;
import io.quorate.sim.schedule.Schedule;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The listings of docs/how-to/simulate-your-own.md. */
class SimulateYourOwnPageTest {
  // #region machine
  /** A replicated map with compare-and-set: "key expected value" sets a key that has the value. */
  static final class CasMap implements StateMachine {
    private final TreeMap<String, String> values = new TreeMap<>();

    @Override
    public Object apply(int partition, LogEntry entry) {
      String[] words = entry.dataAsUtf8().split(" ");
      String key = partition + "/" + words[0];
      String before = values.getOrDefault(key, "none");
      if (before.equals(words[1])) {
        values.put(key, words[2]);
      }
      return before;
    }
  }
  // #endregion

  // #region workload
  /** A few keys and values, so that a compare-and-set has a chance. */
  static final class Sets implements Workload {
    private static final String[] VALUES = {"none", "red", "green"};

    @Override
    public Proposal next(int partition, RandomSource random) {
      String expected = VALUES[(int) random.nextLong(3)];
      String value = VALUES[(int) random.nextLong(3)];
      String command = "key" + random.nextLong(3) + " " + expected + " " + value;
      return new Proposal("set", command.getBytes(UTF_8));
    }
  }
  // #endregion

  // #region test
  @SimTest(seeds = 5, profile = "everything")
  void mapsStayEqual(Schedule schedule) {
    Simulation.of(CasMap::new).workload(Sets::new).run(schedule).assertNoViolation();
  }
  // #endregion

  // #region wrong
  @Test
  void aClockInAStateMachineIsCaught() {
    StateMachine wrong = (partition, entry) -> System.nanoTime();
    Simulation simulation = Simulation.of(() -> wrong).nodes(3).faults(Profile.QUIET);
    assertThatThrownBy(() -> simulation.run(1).assertNoViolation())
        .hasMessageContaining("the state machine is not deterministic");
  }
  // #endregion
}
