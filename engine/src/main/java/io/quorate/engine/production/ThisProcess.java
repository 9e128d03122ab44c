package io.quorate.engine.production;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;

/**
 * What the rest of the engine may ask this process only through here, because a simulated process
 * would answer otherwise.
 */
public final class ThisProcess {
  private ThisProcess() {}

  /**
   * How many processors there are.
   *
   * @return at least 1
   */
  public static int processors() {
    return Runtime.getRuntime().availableProcessors();
  }

  /**
   * The wall clock, for people to read.
   *
   * @return now
   */
  public static Instant wallTime() {
    return Instant.now();
  }

  /**
   * Bytes that no other process draws.
   *
   * @param bytes how many
   * @return two lower-case digits for each
   */
  public static String randomHex(int bytes) {
    byte[] drawn = new byte[bytes];
    new SecureRandom().nextBytes(drawn);
    return HexFormat.of().formatHex(drawn);
  }

  /**
   * Runs something on a thread of its own, for what must not run on the thread that notices it.
   *
   * @param node the node's name
   * @param name for the thread's name
   * @param task the task
   */
  public static void runAside(String node, String name, Runnable task) {
    Threads.start(node, name, task);
  }
}
