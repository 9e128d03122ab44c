package io.quorate.sim.minimise;
/** x. */
final class Explanation {
  private Explanation() {}
}
