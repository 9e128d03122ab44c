package io.quorate.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * Deadlines that move while time passes. One that is lost is an election that never comes; one that
 * fires early deposes a healthy leader.
 */
class DeadlinesProps {
  private static final int MEMBERS = 4;
  private static final long NEVER = Long.MAX_VALUE;

  /** A member's deadline is set so far from now, or never; or time passes. */
  record Step(int member, boolean never, int ahead, int passes) {}

  private static final class Member extends LoopMember {
    private final int id;
    private long deadline = NEVER;

    Member(int id) {
      this.id = id;
    }

    @Override
    void step(long now) {
      deadline = NEVER;
    }

    @Override
    long nextDeadline() {
      return deadline;
    }

    @Override
    void end(boolean closed) {}

    @Override
    public String toString() {
      return "member " + id + " due at " + deadline;
    }
  }

  private static List<Member> members(int count) {
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      members.add(new Member(i));
    }
    return members;
  }

  @Property(tries = 500)
  void everyMemberIsDueOnceWhenItsDeadlineHasComeAndNeverBefore(@ForAll("steps") List<Step> steps) {
    List<Member> members = members(MEMBERS);
    Deadlines deadlines = new Deadlines();
    long now = 0;
    for (Step step : steps) {
      Member touched = members.get(step.member());
      touched.deadline = step.never() ? NEVER : now + step.ahead();
      deadlines.arm(touched);
      long first = members.stream().mapToLong(m -> m.deadline).min().orElseThrow();
      assertThat(deadlines.next()).as("the loop is woken in time").isLessThanOrEqualTo(first);

      now += step.passes();
      List<LoopMember> due = new ArrayList<>();
      deadlines.expire(now, due::add);
      assertThat(due).doesNotHaveDuplicates();
      for (Member member : members) {
        assertThat(due.contains(member))
            .as("%s at %d", member, now)
            .isEqualTo(member.deadline <= now);
      }
      assertThat(deadlines.next()).as("nothing is woken for what is over").isGreaterThan(now);
      for (LoopMember member : due) {
        member.step(now);
        deadlines.arm(member);
      }
    }
  }

  @Property
  void deadlinesThatDoNotMoveComeInTheirOrderAndThoseOfOneMomentAsTheyWereSet(
      @ForAll @Size(min = 1, max = 12) List<@IntRange(max = 6) Integer> times) {
    List<Member> members = members(times.size());
    Deadlines deadlines = new Deadlines();
    for (Member member : members) {
      member.deadline = times.get(member.id);
      deadlines.arm(member);
      deadlines.arm(member); // setting it again changes nothing
    }
    List<LoopMember> due = new ArrayList<>();
    deadlines.expire(6, due::add);
    List<Member> ordered = new ArrayList<>(members);
    ordered.sort(Comparator.comparingLong(m -> m.deadline));
    assertThat(due).isEqualTo(ordered);
    assertThat(deadlines.next()).isEqualTo(NEVER);
  }

  /** A heartbeat moves an election's deadline thousands of times, and must leave no timer each. */
  @Property(tries = 100)
  void aDeadlineThatMovesAwayWakesTheLoopNoMoreThanOncePerTimer(
      @ForAll @Size(max = 200) List<@IntRange(min = 1, max = 5) Integer> heartbeats) {
    Member member = new Member(0);
    Deadlines deadlines = new Deadlines();
    long now = 0;
    int wakes = 0;
    for (int interval : heartbeats) {
      member.deadline = now + 100;
      deadlines.arm(member);
      now += interval;
      if (deadlines.next() <= now) {
        wakes++;
        deadlines.expire(now, due -> {
          throw new AssertionError("the deadline moved away in time");
        });
      }
    }
    assertThat(wakes).isLessThanOrEqualTo((int) (now / 95));
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.integers().between(0, MEMBERS - 1),
            Arbitraries.of(true, false, false, false),
            Arbitraries.integers().between(0, 20),
            Arbitraries.of(0, 0, 1, 2, 5, 15))
        .as(Step::new)
        .list()
        .ofMaxSize(60);
  }
}
