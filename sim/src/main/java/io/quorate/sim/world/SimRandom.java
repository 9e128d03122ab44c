package io.quorate.sim.world;

import io.quorate.engine.environment.Environment;

/**
 * One stream of random numbers: SplitMix64 (Steele, Lea, Flood, <em>Fast Splittable Pseudorandom
 * Number Generators</em>, 2014). Integer arithmetic only, so that a run is the same on every JVM.
 */
public final class SimRandom implements Environment.RandomSource {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  /**
   * Starts a stream.
   *
   * @param seed any number; equal seeds give equal streams
   */
  public SimRandom(long seed) {
    this.state = seed;
  }

  /**
   * The next 64 bits.
   *
   * @return uniform over all longs
   */
  public long nextLong() {
    state += GOLDEN_GAMMA;
    return mix(state);
  }

  @Override
  public long nextLong(long bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound " + bound + " is not above 0");
    }
    return (nextLong() >>> 1) % bound;
  }

  /**
   * A number of a range.
   *
   * @param low the smallest
   * @param high the largest; if it is below {@code low}, {@code low} is returned
   * @return uniform from low to high, both included
   */
  public long between(long low, long high) {
    return high <= low ? low : low + nextLong(high - low + 1);
  }

  /**
   * A number of a range whose magnitudes are about equally likely, so that small numbers are as
   * common as large ones.
   *
   * @param low the smallest, at least 1
   * @param high the largest
   * @return from low to high, both included
   */
  public long skewed(long low, long high) {
    long ceiling = low;
    int doublings = 0;
    while (ceiling < high) {
      ceiling = ceiling > high / 2 ? high : ceiling * 2;
      doublings++;
    }
    long top = low;
    for (long i = between(0, doublings); i > 0; i--) {
      top = top > high / 2 ? high : top * 2;
    }
    return between(low, top);
  }

  /**
   * Throws a coin.
   *
   * @param permille how many of a thousand throws are true
   * @return true with that chance; draws in any case, so that a change of the chance shifts no
   *     other draw
   */
  public boolean chance(long permille) {
    return nextLong(1000) < permille;
  }

  /** The finaliser: every bit of the input changes about half of the output's. */
  static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
