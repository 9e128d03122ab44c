package io.quorate.transport.common;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Remembers about whom something was said to the log, so that it is said once in a minute, however
 * often it happens. Bounded: whoever makes up ever new names is not remembered, but neither
 * repeated. Any thread.
 */
public final class Remarks {
  private static final long AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final int MOST = 1_000;

  private final Map<String, Long> said = new HashMap<>();

  /** Makes one that remembers nothing. */
  public Remarks() {}

  /**
   * Whether it is time to say something about this one; who asks is to say it.
   *
   * @param about whom or what
   * @return whether nothing was said for a minute
   */
  public boolean isDue(String about) {
    return isDue(about, System.nanoTime());
  }

  synchronized boolean isDue(String about, long nowNanos) {
    Long before = said.get(about);
    if (before != null && nowNanos - before < AGAIN_NANOS) {
      return false;
    }
    if (before == null && said.size() >= MOST) {
      said.values().removeIf(then -> nowNanos - then >= AGAIN_NANOS);
      if (said.size() >= MOST) {
        return false;
      }
    }
    said.put(about, nowNanos);
    return true;
  }
}
