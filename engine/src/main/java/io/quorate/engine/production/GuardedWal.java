package io.quorate.engine.production;

import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;

/**
 * Calls of a backend, which may throw what its interface does not allow: a bug, or a library that
 * does not fit.
 */
final class GuardedWal {
  private GuardedWal() {}

  /** A call that returns something. */
  @FunctionalInterface
  interface Call<T> {
    T run() throws WalException;
  }

  /** The call's result, or a {@link WalException} whatever went wrong. */
  static <T> T call(String what, Call<T> call) throws WalException {
    try {
      return call.run();
    } catch (RuntimeException | Error e) {
      throw new WalException(Kind.FAILED, "the log's backend broke off " + what + ": " + e, e);
    }
  }
}
