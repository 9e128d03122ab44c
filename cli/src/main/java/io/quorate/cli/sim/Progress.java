package io.quorate.cli.sim;

import java.io.PrintWriter;

/** Tells on standard error how far long work has come: now and then, or in place on a terminal. */
final class Progress {
  private static final long EVERY_NANOS = 2_000_000_000L;

  private final PrintWriter err;
  private final boolean terminal = System.console() != null && System.getenv("NO_COLOR") == null;
  private long lastAt = System.nanoTime();
  private boolean open;

  Progress(PrintWriter err) {
    this.err = err;
  }

  /** Something has been done. Prints at most every two seconds. */
  void at(String what) {
    long now = System.nanoTime();
    if (now - lastAt < EVERY_NANOS) {
      return;
    }
    lastAt = now;
    if (terminal) {
      err.print("\r\u001b[K" + what);
      open = true;
    } else {
      err.println(what);
    }
    err.flush();
  }

  /** Something that is not to wait for the end, nor to be lost if there is none. */
  void tell(String what) {
    end();
    err.println(what);
    err.flush();
  }

  /** The work has ended. */
  void end() {
    if (open) {
      err.print("\r\u001b[K");
      err.flush();
      open = false;
    }
  }
}
