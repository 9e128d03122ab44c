package io.quorate.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.sim.minimise.Explanation;
import io.quorate.sim.minimise.Minimised;
import io.quorate.sim.minimise.Minimised.Step;
import io.quorate.sim.minimise.Minimiser;
import io.quorate.sim.schedule.FaultKind;
import io.quorate.sim.schedule.Profile;
import io.quorate.sim.schedule.Schedule;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Failing schedules become small, and stay failing. */
class MinimiserTest {
  private static final Function<Schedule, SimulationResult> LYING =
      schedule -> Simulation.run(schedule, RunOptions.ENGINE.withLyingDisks());

  /** Nodes whose first request to step down ends with an error. */
  private static final Function<Schedule, SimulationResult> FORGETFUL = schedule -> Simulation.run(
      schedule,
      RunOptions.ENGINE.withNodes(
          (settings,
              storeId,
              environment,
              storage,
              snapshots,
              transport,
              discovery,
              application,
              observer) -> forgetful(new EngineSubject(
              settings,
              storeId,
              environment,
              storage,
              snapshots,
              transport,
              discovery,
              application,
              observer))));

  private static Subject forgetful(Subject subject) {
    int[] requests = {0};
    return (Subject) Proxy.newProxyInstance(
        Subject.class.getClassLoader(), new Class<?>[] {Subject.class}, (proxy, method, args) -> {
          if (method.getName().equals("stepDown") && requests[0]++ == 0) {
            return CompletableFuture.failedFuture(new IllegalStateException("forgotten"));
          }
          return method.invoke(subject, args);
        });
  }

  private static Schedule failing(
      Function<Schedule, SimulationResult> run, Profile profile, String invariant) {
    for (long seed = 1; seed < 100; seed++) {
      Schedule schedule = Schedule.random(seed, profile);
      if (run.apply(schedule)
          .violation()
          .filter(v -> v.invariant().equals(invariant))
          .isPresent()) {
        return schedule;
      }
    }
    throw new AssertionError("no seed below 100 violates " + invariant);
  }

  @Test
  void whatLyingDisksLoseNeedsAFewElements() {
    Schedule schedule = failing(LYING, Profile.STORAGE, "I1");
    List<Step> heard = new ArrayList<>();
    Minimised minimised =
        new Minimiser(LYING).withBudget(300).withListener(heard::add).minimise(schedule);
    assertThat(minimised.after()).isLessThanOrEqualTo(8).isLessThan(minimised.before());
    assertThat(minimised.after()).isEqualTo(minimised.schedule().elements());
    assertThat(minimised.violation().invariant()).isEqualTo("I1");
    assertThat(minimised.evaluations()).isLessThanOrEqualTo(300);
    assertThat(minimised.steps()).isEqualTo(heard).isNotEmpty();
    assertThat(LYING.apply(Schedule.parse(minimised.schedule().toText())).violation())
        .isEqualTo(minimised.result().violation());
  }

  @Test
  void aFaultThatAloneDoesItIsAllThatIsLeft() {
    Schedule schedule = failing(FORGETFUL, Profile.ELECTION, "L5");
    Minimised minimised = new Minimiser(FORGETFUL).withBudget(100).minimise(schedule);
    assertThat(minimised.after()).isEqualTo(1);
    assertThat(minimised.schedule().faults()).hasSize(1);
    assertThat(minimised.schedule().faults().get(0).kind()).isEqualTo(FaultKind.STEP_DOWN);
    assertThat(Explanation.of(minimised.schedule()))
        .contains("is asked to give up partition", "no noise", "all faults end, all nodes run");
  }

  @Test
  void severalThreadsFindWhatOneFinds() {
    Schedule schedule = failing(LYING, Profile.STORAGE, "I1");
    Minimised one = new Minimiser(LYING).withBudget(60).minimise(schedule);
    Minimised again = new Minimiser(LYING).withBudget(60).minimise(schedule);
    Minimised three = new Minimiser(LYING).withBudget(60).withThreads(3).minimise(schedule);
    assertThat(again.schedule()).isEqualTo(one.schedule());
    assertThat(again.steps()).isEqualTo(one.steps());
    assertThat(three.schedule()).isEqualTo(one.schedule());
    assertThat(three.steps()).isEqualTo(one.steps());
  }

  @Test
  void aScheduleThatDoesNotFailIsRefused() {
    Schedule schedule = Schedule.random(7, Profile.QUIET);
    assertThatThrownBy(() -> new Minimiser(Simulation.ofEngine()::run).minimise(schedule))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("seed 7 violates nothing");
  }

  @Test
  void everyKindOfElementHasWords() {
    for (long seed = 1; seed <= 200; seed++) {
      Schedule schedule = Schedule.random(seed, Profile.EVERYTHING);
      List<String> lines = Explanation.of(schedule).lines().toList();
      assertThat(lines).hasSize(schedule.elements() + 3);
    }
  }
}
