package io.quorate.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.sim.schedule.Fault;
import io.quorate.sim.schedule.FaultKind;
import io.quorate.sim.schedule.Profile;
import io.quorate.sim.schedule.Schedule;
import io.quorate.sim.world.Mark;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults that happen alone. */
class FaultsTest {
  private static final long SECOND = 1_000_000;
  private static final int LEFT = 0b001;

  /** Three nodes, without noise, and with nothing but these. */
  private static SimulationResult with(Fault... faults) {
    return with(0, faults);
  }

  private static SimulationResult with(int spares, Fault... faults) {
    Schedule quiet =
        Schedule.random(7, Profile.QUIET, knobs -> knobs.with("nodes", 3).with("spares", spares));
    Schedule schedule = quiet.withElements(List.of(faults), List.of(), List.of());
    SimulationResult result = Simulation.ofEngine().run(schedule);
    result.assertNoViolation();
    return result;
  }

  private static Fault fault(FaultKind kind, long at, int node, long amount) {
    return new Fault(at * SECOND, kind, node, LEFT, 1, amount, SECOND / 2);
  }

  private static long count(SimulationResult result, Mark mark) {
    return result.counters().get(mark);
  }

  @ParameterizedTest
  @EnumSource(FaultKind.class)
  void eachAloneIsSurvived(FaultKind kind) {
    assertThat(count(with(fault(kind, 20, 1, 1)), Mark.ACKED)).isPositive();
  }

  @Test
  void oldFramesComeAgain() {
    assertThat(count(with(fault(FaultKind.REPLAY, 20, 1, 8)), Mark.REPLAYED)).isPositive();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whereFramesAreSealedNothingForgedAndNothingOldIsTaken(int secrets) {
    Schedule quiet = Schedule.random(
        7,
        Profile.QUIET,
        knobs -> knobs.with("nodes", 3).with("secrets", secrets).with("netDuplicate", 20));
    Schedule schedule = quiet.withElements(
        List.of(
            fault(FaultKind.REPLAY, 10, 1, 8),
            fault(FaultKind.CRASH, 15, 1, 0),
            fault(FaultKind.REPLAY, 17, 1, 100),
            fault(FaultKind.CRASH_LEADER, 20, 1, 0)),
        List.of(),
        List.of());
    SimulationResult result = Simulation.ofEngine().run(schedule);
    result.assertNoViolation();
    assertThat(count(result, Mark.ACKED)).isPositive();
    assertThat(count(result, Mark.FORGED)).isPositive();
    assertThat(count(result, Mark.STALE)).isPositive();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void whoTakesAnAddressIsNotTakenForTheOneThatLeft(int secrets) {
    Fault leaves = new Fault(20 * SECOND, FaultKind.MOVE, 1, 0, 0, 0, 3 * SECOND);
    Fault takes = new Fault(20 * SECOND + 1_000, FaultKind.MOVE, 2, 0, 0, 1, 1_000);
    Schedule quiet =
        Schedule.random(7, Profile.QUIET, knobs -> knobs.with("nodes", 3).with("secrets", secrets));
    SimulationResult result =
        Simulation.ofEngine().run(quiet.withElements(List.of(leaves, takes), List.of(), List.of()));
    result.assertNoViolation();
    assertThat(count(result, Mark.MOVES)).isEqualTo(2);
    assertThat(count(result, Mark.ASTRAY)).isPositive();
  }

  @Test
  void settingsThatDoNotFitTheDiskAreRefused() {
    for (int misconfiguration = 0; misconfiguration < 3; misconfiguration++) {
      SimulationResult result = with(fault(FaultKind.MISCONFIGURE, 20, 2, misconfiguration));
      assertThat(count(result, Mark.MISCONFIGURED)).isEqualTo(1);
    }
  }

  private static Fault replace(long at, int lost, int spare) {
    return new Fault(at * SECOND, FaultKind.REPLACE, lost, 0, 0, spare, 5 * SECOND);
  }

  @Test
  void aMemberThatHasLostItsDiskIsReplaced() {
    SimulationResult result =
        with(1, fault(FaultKind.WIPE, 20, 3, 0), replace(22, 3, 1), replace(30, 3, 1));
    assertThat(count(result, Mark.WIPES)).isEqualTo(1);
    assertThat(count(result, Mark.REPLACEMENTS)).as("the second call joins in").isEqualTo(2);
    assertThat(count(result, Mark.MEMBERS_LEFT)).isEqualTo(1);
  }

  @Test
  void aMemberThatLivesIsReplacedAndStops() {
    SimulationResult result = with(1, replace(20, 1, 1));
    assertThat(count(result, Mark.REPLACEMENTS)).isEqualTo(1);
    assertThat(count(result, Mark.REPLACED_STOPPED)).isEqualTo(1);
  }

  @Test
  void aSpareThatIsCutOffIsReplacedByAnother() {
    Fault cutOff = new Fault(18 * SECOND, FaultKind.ISOLATE, 4, 0, 0, 0, 8 * SECOND);
    SimulationResult result = with(2, cutOff, replace(19, 3, 1), replace(25, 4, 2));
    assertThat(count(result, Mark.REPLACEMENTS_MISSED)).isEqualTo(1);
    assertThat(count(result, Mark.REPLACEMENTS)).isEqualTo(1);
    assertThat(count(result, Mark.MEMBERS_LEFT)).isEqualTo(2);
  }

  @Test
  void whatCannotBeReplacedIsRefused() {
    SimulationResult result = with(2, replace(20, 5, 1), replace(21, 4, 1));
    assertThat(count(result, Mark.REPLACEMENTS_REFUSED)).isEqualTo(2);
    assertThat(count(result, Mark.MEMBERS_LEFT)).isZero();
  }

  @Test
  void aLeaderIsWaitedFor() {
    assertThat(count(with(fault(FaultKind.AWAIT_LEADER, 20, 3, 0)), Mark.LEADERS_AWAITED))
        .isEqualTo(1);
  }
}
