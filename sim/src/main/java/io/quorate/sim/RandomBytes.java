package io.quorate.sim;

import io.quorate.Proposal;
import io.quorate.engine.environment.Environment.RandomSource;

/** The workload for who has none: small random bytes. */
final class RandomBytes implements Workload {
  private static final int MAX_BYTES = 64;

  @Override
  public Proposal next(int partition, RandomSource random) {
    byte[] bytes = new byte[(int) random.nextLong(MAX_BYTES)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) random.nextLong(256);
    }
    return new Proposal("random", bytes);
  }
}
