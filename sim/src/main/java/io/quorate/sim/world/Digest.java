package io.quorate.sim.world;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A running 64-bit hash over numbers, for the comparison of two runs. Not cryptographic: runs
 * differ by mistake, not by intent.
 */
public final class Digest {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long PRIME_1 = 0x9E3779B185EBCA87L;
  private static final long PRIME_2 = 0xC2B2AE3D27D4EB4FL;

  private long value;

  /**
   * Starts a hash.
   *
   * @param seed its first value
   */
  public Digest(long seed) {
    this.value = seed;
  }

  /**
   * Adds a number.
   *
   * @param number any
   */
  public void add(long number) {
    value = (Long.rotateLeft(value ^ (number * PRIME_2), 31)) * PRIME_1;
  }

  /**
   * The hash so far.
   *
   * @return the same for the same numbers in the same order
   */
  public long value() {
    return SimRandom.mix(value);
  }

  /**
   * The hash of some bytes.
   *
   * @param bytes the array
   * @param from the first byte
   * @param to behind the last byte
   * @return equal for equal bytes
   */
  public static long of(byte[] bytes, int from, int to) {
    long hash = PRIME_1 ^ (to - from);
    int i = from;
    for (; i + Long.BYTES <= to; i += Long.BYTES) {
      hash = (Long.rotateLeft(hash ^ ((long) LONGS.get(bytes, i) * PRIME_2), 31)) * PRIME_1;
    }
    for (; i < to; i++) {
      hash = (Long.rotateLeft(hash ^ ((bytes[i] & 0xFF) * PRIME_2), 11)) * PRIME_1;
    }
    return SimRandom.mix(hash);
  }

  /**
   * The hash of some bytes.
   *
   * @param bytes the array
   * @return equal for equal bytes
   */
  public static long of(byte[] bytes) {
    return of(bytes, 0, bytes.length);
  }

  /**
   * Two hashes as one.
   *
   * @param first a hash
   * @param second another; the order counts
   * @return their hash
   */
  public static long combine(long first, long second) {
    return SimRandom.mix(Long.rotateLeft(first, 17) * PRIME_1 ^ second * PRIME_2);
  }
}
