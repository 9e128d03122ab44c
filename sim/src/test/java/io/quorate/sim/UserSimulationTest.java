package io.quorate.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.Proposal;
import io.quorate.StateMachine;
import io.quorate.engine.environment.Environment.RandomSource;
import io.quorate.sim.check.Model;
import io.quorate.sim.junit.SimTest;
import io.quorate.sim.schedule.Profile;
import io.quorate.sim.schedule.Schedule;
import io.quorate.sim.world.InvariantViolation;
import java.io.IOError;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * State machines of somebody else: a right one passes, and each wrong one is told what is wrong.
 */
class UserSimulationTest {

  private static StateMachine counter() {
    AtomicLong count = new AtomicLong();
    return (partition, entry) -> count.incrementAndGet();
  }

  private static Simulation quiet(StateMachine machine) {
    return Simulation.of(() -> machine).nodes(3).partitions(1).faults(Profile.QUIET);
  }

  private static InvariantViolation violation(SimulationResult result) {
    assertThat(result.violation()).isPresent();
    return result.violation().get();
  }

  @SimTest(seeds = 5, profile = "everything", nodes = 3, partitions = 1)
  void aRightStateMachinePasses(Schedule schedule) {
    Simulation.of(UserSimulationTest::counter).run(schedule).assertNoViolation();
  }

  @Test
  void aClockInAStateMachineIsCaught() {
    InvariantViolation violation =
        violation(quiet((partition, entry) -> System.nanoTime()).run(1));
    assertThat(violation.invariant()).isEqualTo("I5");
    assertThat(violation.story()).contains("the state machine is not deterministic");
  }

  @Test
  void aStateMachineThatThrowsIsNamed() {
    InvariantViolation violation = violation(quiet((partition, entry) -> {
          throw new IllegalStateException("no room at the inn");
        })
        .run(1));
    assertThat(violation.story()).contains("IllegalStateException: no room at the inn");
  }

  @Test
  void aStateMachineThatStartsAThreadIsNamed() {
    CountDownLatch end = new CountDownLatch(1);
    InvariantViolation violation = violation(quiet((partition, entry) -> {
          Thread thread = new Thread(() -> await(end), "mine");
          thread.setDaemon(true);
          thread.start();
          return null;
        })
        .run(1));
    end.countDown();
    assertThat(violation.invariant()).isEqualTo("U1");
    assertThat(violation.story()).contains("has started a thread (mine)");
  }

  @Test
  void aThreadIsNamedThoughTheEntryIsRefused() {
    CountDownLatch end = new CountDownLatch(1);
    InvariantViolation violation = violation(quiet((partition, entry) -> {
          Thread thread = new Thread(() -> await(end), "mine");
          thread.setDaemon(true);
          thread.start();
          throw new IllegalStateException("not yet");
        })
        .run(1));
    end.countDown();
    assertThat(violation.invariant()).isEqualTo("U1");
  }

  @Test
  void aThreadOfAConstructorIsNamed() {
    CountDownLatch end = new CountDownLatch(1);
    Simulation simulation = Simulation.of(() -> {
      Thread thread = new Thread(() -> await(end), "mine");
      thread.setDaemon(true);
      thread.start();
      return counter();
    });
    InvariantViolation violation = violation(simulation.faults(Profile.QUIET).run(1));
    end.countDown();
    assertThat(violation.invariant()).isEqualTo("U1");
    assertThat(violation.story()).contains("the state machine of node ", "(mine) at its making");
  }

  private static void isNamed(Simulation simulation, String... words) {
    InvariantViolation violation = violation(simulation.faults(Profile.QUIET).run(1));
    assertThat(violation.invariant()).isEqualTo("U3");
    assertThat(violation.story()).contains(words);
  }

  @Test
  void whatCannotBeMadeOrAskedIsNamed() {
    Simulation counters = Simulation.of(UserSimulationTest::counter).partitions(1);
    isNamed(Simulation.of(() -> null), "the state machine of node ", "failed at its making");
    isNamed(counters.workload(() -> null), "the workload failed at its making", "null");
    isNamed(
        counters.workload(() -> (partition, random) -> null),
        "the workload failed at next",
        "null");
    isNamed(
        counters.workload(() -> (partition, random) -> {
          throw new IOError(new IOException("no words"));
        }),
        "the workload failed at next",
        "IOError: java.io.IOException: no words");
    isNamed(
        counters.workload(() -> new Workload() {
          @Override
          public Proposal next(int partition, RandomSource random) {
            return new Proposal("x", new byte[1]);
          }

          @Override
          public Optional<Model<?, Asked, Optional<Object>>> model() {
            throw new IllegalStateException("no idea");
          }
        }),
        "the workload failed at its model",
        "no idea");
  }

  @Test
  void aStateMachineThatBlocksIsNamed() {
    RunOptions options = RunOptions.ENGINE.withApplication(
        schedule -> (partition, entry) -> new CompletableFuture<>().get(),
        schedule -> new RandomBytes());
    Schedule schedule = quiet(counter()).schedule(1);
    InvariantViolation violation =
        violation(Watchdog.run(schedule, options, Duration.ofSeconds(1)));
    assertThat(violation.invariant()).isEqualTo("U2");
    assertThat(violation.story()).contains("UserSimulationTest");
  }

  @Test
  void numbersThatCannotBeSimulatedAreRefused() {
    Simulation simulation = Simulation.of(UserSimulationTest::counter);
    assertThatThrownBy(() -> simulation.nodes(0)).hasMessageContaining("1 to 9");
    assertThatThrownBy(() -> simulation.partitions(65)).hasMessageContaining("1 to 64");
    assertThatThrownBy(() -> Profile.ofWord("storm")).hasMessageContaining("there are: full");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
