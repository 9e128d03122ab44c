package io.quorate.sim.tck;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** What wrong backends leave behind, and a test frees in the end. */
final class Leaks {
  private static final List<AutoCloseable> LEFT = new CopyOnWriteArrayList<>();

  private Leaks() {}

  /** Leaves something. */
  static void leave(AutoCloseable leak) {
    LEFT.add(leak);
  }

  /** Leaves a thread that does nothing; the latch ends it before {@link #cleanUp} does. */
  static CountDownLatch thread(String name) {
    CountDownLatch end = new CountDownLatch(1);
    leave(end::countDown);
    Thread thread = new Thread(
        () -> {
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        },
        name);
    thread.setDaemon(true);
    thread.start();
    return end;
  }

  /** Leaves a socket, which is a file, too. */
  static void socket() {
    try {
      leave(new ServerSocket(0));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Frees all. */
  static void cleanUp() {
    LEFT.forEach(PlainTransport::closeQuietly);
    LEFT.clear();
  }
}
