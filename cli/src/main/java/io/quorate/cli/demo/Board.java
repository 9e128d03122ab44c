package io.quorate.cli.demo;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Where the demo shows itself. On a terminal a table stays at the bottom and is drawn anew, with
 * the story above it; elsewhere the table is one line a second.
 */
final class Board {
  private static final String ERASE_BELOW = "\033[J";

  private final PrintWriter out;
  private final boolean ansi;
  private final long beginNanos = System.nanoTime();
  private List<String> table = List.of();
  private boolean drawn;

  Board(PrintWriter out, boolean ansi) {
    this.out = out;
    this.ansi = ansi;
  }

  /** How long to wait between two drawings. */
  long periodMillis() {
    return ansi ? 250 : 1_000;
  }

  /** Tells the next part of the story. */
  synchronized void say(String sentence) {
    erase();
    out.println(String.format(Locale.ROOT, "[%5.1f s] %s", seconds(), sentence));
    draw();
  }

  /** Shows how things are now. */
  synchronized void show(List<String> rows, String line) {
    if (ansi) {
      erase();
      table = List.copyOf(rows);
      draw();
    } else {
      out.println(String.format(Locale.ROOT, "[%5.1f s]   %s", seconds(), line));
      out.flush();
    }
  }

  /** Says the last line, below the table. */
  synchronized void end(String line) {
    out.println(line);
    out.flush();
  }

  private double seconds() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beginNanos) / 1_000.0;
  }

  private void erase() {
    if (drawn) {
      out.print("\033[" + table.size() + "A\r" + ERASE_BELOW);
      drawn = false;
    }
  }

  private void draw() {
    if (!table.isEmpty()) {
      table.forEach(out::println);
      drawn = true;
    }
    out.flush();
  }
}
