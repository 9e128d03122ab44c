package io.quorate.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.Leader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A waiter that is forgotten hangs its caller; one that is answered early is told a falsehood. */
class LeaderWaitersProps {

  record Step(Kind kind, int stable, int patience, int passes) {
    enum Kind {
      WAIT,
      LEADER,
      NO_LEADER,
      NOTHING
    }
  }

  /** A caller, and all the answers that it has got. */
  private static final class Caller extends CompletableFuture<Optional<Leader>> {
    final long stable;
    final long deadline;
    final List<Optional<Leader>> answers = new ArrayList<>();

    Caller(long stable, long deadline) {
      this.stable = stable;
      this.deadline = deadline;
    }

    @Override
    public boolean complete(Optional<Leader> value) {
      answers.add(value);
      return super.complete(value);
    }
  }

  @Property(tries = 500)
  void everyWaiterIsAnsweredOnceAsSoonAsItCanBe(@ForAll("steps") List<Step> steps) {
    LeaderWaiters waiters = new LeaderWaiters(new TestContext().context);
    List<Caller> callers = new ArrayList<>();
    Optional<Leader> leader = Optional.empty();
    long since = 0;
    long now = 0;
    for (Step step : steps) {
      switch (step.kind()) {
        case WAIT -> {
          Caller caller = new Caller(step.stable(), now + step.patience());
          callers.add(caller);
          waiters.add(caller, caller.stable, caller.deadline);
        }
        case LEADER -> {
          leader = Optional.of(new Leader(1 + step.stable(), now, Optional.empty()));
          since = now;
        }
        case NO_LEADER -> leader = Optional.empty();
        case NOTHING -> {}
      }
      long due = waiters.nextDeadline(leader, since);
      now += step.passes();
      boolean anyDue = false;
      for (Caller caller : callers) {
        anyDue |= caller.answers.isEmpty() && isDue(caller, leader, since, now);
      }
      assertThat(due <= now)
          .as("the loop is woken if and only if somebody is due")
          .isEqualTo(anyDue);
      List<Caller> open = callers.stream().filter(c -> c.answers.isEmpty()).toList();
      waiters.check(leader, since, now);
      for (Caller caller : open) {
        boolean stable = leader.isPresent() && now - since >= caller.stable;
        if (isDue(caller, leader, since, now)) {
          assertThat(caller.answers).containsExactly(stable ? leader : Optional.empty());
        } else {
          assertThat(caller.answers).isEmpty();
        }
      }
      assertThat(waiters.isEmpty()).isEqualTo(callers.stream().noneMatch(c -> c.answers.isEmpty()));
    }
    List<Caller> open = callers.stream().filter(c -> c.answers.isEmpty()).toList();
    waiters.end();
    waiters.end();
    waiters.check(leader, since, Long.MAX_VALUE);
    assertThat(open).allSatisfy(c -> assertThat(c.answers).containsExactly(Optional.empty()));
    assertThat(callers).allSatisfy(c -> assertThat(c.answers).hasSize(1));
  }

  private static boolean isDue(Caller caller, Optional<Leader> leader, long since, long now) {
    return now >= caller.deadline || leader.isPresent() && now - since >= caller.stable;
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.of(Step.Kind.class),
            Arbitraries.integers().between(0, 10),
            Arbitraries.integers().between(0, 30),
            Arbitraries.of(0, 1, 5, 12))
        .as(Step::new)
        .list()
        .ofMaxSize(40);
  }
}
