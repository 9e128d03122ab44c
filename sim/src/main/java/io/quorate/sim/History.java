package io.quorate.sim;

import java.util.Arrays;

/** What clients asked for and what they heard. Operations are numbered from 1. */
final class History {
  /** What a client knows of an operation. */
  enum Outcome {
    /** Nothing yet, or nothing for sure. */
    UNKNOWN,
    /** It is in the log. */
    COMMITTED,
    /** It is not, and never will be. */
    FAILED
  }

  private static final Outcome[] OUTCOMES = Outcome.values();

  private int[] partitions = new int[1024];
  private byte[] outcomes = new byte[1024];
  private int count;

  /** Begins an operation. Returns its number. */
  long begin(int partition) {
    count++;
    if (count == partitions.length) {
      partitions = Arrays.copyOf(partitions, count * 2);
      outcomes = Arrays.copyOf(outcomes, count * 2);
    }
    partitions[count] = partition;
    return count;
  }

  void end(long operation, Outcome outcome) {
    outcomes[(int) operation] = (byte) outcome.ordinal();
  }

  long count() {
    return count;
  }

  int partition(long operation) {
    return partitions[(int) operation];
  }

  Outcome outcome(long operation) {
    return OUTCOMES[outcomes[(int) operation]];
  }
}
