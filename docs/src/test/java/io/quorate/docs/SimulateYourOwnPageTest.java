package io.quorate.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.LogEntry;
import io.quorate.Proposal;
import io.quorate.StateMachine;
import io.quorate.engine.environment.Environment.RandomSource;
import io.quorate.sim.Simulation;
import io.quorate.sim.Workload;
import io.quorate.sim.file.FileStore;
import io.quorate.sim.filewal.FileWal;
import io.quorate.sim.filewal.FileWalOptions;
import io.quorate.sim.junit.SimTest;
import io.quorate.sim.minimise.Minimised;
import io.quorate.sim.minimise.Minimiser;
import io.quorate.sim.powerloss.PowerLossSweep;
import io.quorate.sim.schedule.Profile;
import io.quorate.sim.schedule.Schedule;
import io.quorate.spi.Wal;
import io.quorate.spi.WalException;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The listings of docs/how-to/simulate-your-own.md. */
class SimulateYourOwnPageTest {
  // #region counter
  /** Counts the entries of each partition. */
  static final class Counter implements StateMachine {
    private final Map<Integer, Long> counts = new TreeMap<>();

    @Override
    public Object apply(int partition, LogEntry entry) {
      return counts.merge(partition, 1L, Long::sum);
    }
  }

  @SimTest(seeds = 3)
  void countersStayEqual(Schedule schedule) {
    Simulation.of(Counter::new).run(schedule).assertNoViolation();
  }
  // #endregion

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

  // #region order
  /** A list in an order that is another one in every process. */
  static final class Guests implements StateMachine {
    /** Its hash code is one of identity, drawn here so that this page is the same every time. */
    static final class Guest {
      private static final Random IDENTITIES = new Random(1);
      private final int identity = IDENTITIES.nextInt();
      final String name;

      Guest(String name) {
        this.name = name;
      }

      @Override
      public int hashCode() {
        return identity;
      }

      @Override
      public boolean equals(Object other) {
        return this == other;
      }
    }

    private final Set<Guest> guests = new HashSet<>();

    @Override
    public Object apply(int partition, LogEntry entry) {
      guests.add(new Guest(entry.dataAsUtf8()));
      return guests.iterator().next().name;
    }
  }

  @Test
  void theOrderOfAHashSetIsCaughtAndMadeSmall() {
    Simulation simulation = Simulation.of(Guests::new).faults(Profile.SWARM);
    Schedule failing = Schedule.random(1, Profile.SWARM);
    Minimised small = new Minimiser(simulation::run).withBudget(100).minimise(failing);
    assertThat(small.violation().story()).contains("the state machine is not deterministic");
    assertThat(small.after()).isLessThan(small.before() / 10);
  }
  // #endregion

  // #region log
  @SimTest(seeds = 3, profile = "storage")
  void aLogOfOnesOwnKeepsWhatItHasSaid(Schedule schedule) {
    Simulation.ofEngine().wal(SimulateYourOwnPageTest::open).run(schedule).assertNoViolation();
  }

  @Test
  void aLogOfOnesOwnSurvivesLossesOfPower() {
    assertThat(PowerLossSweep.run(SimulateYourOwnPageTest::open, 1, 100).violations())
        .isEmpty();
  }

  static Wal open(FileStore files) throws WalException {
    return FileWal.open(files, FileWalOptions.DEFAULT);
  }
  // #endregion
}
