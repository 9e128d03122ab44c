package io.quorate.engine.node;

import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * When which member of a loop is due. A deadline that moves away, as an election timeout does with
 * every heartbeat, costs nothing: the timer that is set fires, finds that it was early, and is set
 * anew.
 */
final class Deadlines {
  private record Timer(long at, long sequence, LoopMember member) implements Comparable<Timer> {
    @Override
    public int compareTo(Timer other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }
  }

  private final PriorityQueue<Timer> timers = new PriorityQueue<>();
  private long sequence;

  /** Sets a timer for the member's next deadline, unless one is set that fires no later. */
  void arm(LoopMember member) {
    long at = member.nextDeadline();
    if (at < member.armedAt) {
      member.armedAt = at;
      timers.add(new Timer(at, sequence++, member));
    }
  }

  /** Finds the members whose deadline has come. */
  void expire(long now, Consumer<LoopMember> due) {
    while (!timers.isEmpty() && timers.peek().at() <= now) {
      Timer timer = timers.poll();
      LoopMember member = timer.member();
      if (timer.at() != member.armedAt) {
        continue; // an earlier timer was set later, and has fired
      }
      member.armedAt = Long.MAX_VALUE;
      if (member.nextDeadline() <= now) {
        due.accept(member);
      } else {
        arm(member);
      }
    }
  }

  /** When the next timer fires. */
  long next() {
    return timers.isEmpty() ? Long.MAX_VALUE : timers.peek().at();
  }
}
