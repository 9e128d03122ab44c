package io.quorate.engine.node;

import io.quorate.engine.environment.Environment;
import java.util.OptionalLong;

/**
 * One partition's lease, as its core has told after the last step: told by the event loop, asked by
 * it and by the apply lane. It is over at once when the core says so, which it does before anything
 * leaves this node that could let somebody else lead; otherwise time ends it.
 */
final class ReadLease {
  private final Environment environment;
  private final ClockWatch clocks;

  /** Monotonic; the least number if there is no lease. */
  private volatile long end = Long.MIN_VALUE;

  ReadLease(Environment environment, ClockWatch clocks) {
    this.environment = environment;
    this.clocks = clocks;
  }

  /** On the loop, after every step. */
  void lasts(OptionalLong until) {
    end = until.orElse(Long.MIN_VALUE);
  }

  /** Whether nobody else leads at this moment, for certain. */
  boolean holds() {
    return clocks.trusted() && environment.nanoTime() < end;
  }
}
