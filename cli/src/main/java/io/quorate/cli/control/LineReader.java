package io.quorate.cli.control;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads lines of bounded length: what does not fit is skipped up to the next line. */
final class LineReader {

  /**
   * Room for the largest entry that a node takes (16 MiB), even if every byte of it is written as
   * an escape.
   */
  static final int MAX_LINE = 100 << 20;

  private final BufferedReader reader;
  private final int maxLine;

  LineReader(InputStream in) {
    this(in, MAX_LINE);
  }

  LineReader(InputStream in, int maxLine) {
    this.reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 64 << 10);
    this.maxLine = maxLine;
  }

  /** A line, or a note that it was too long. */
  record Line(String text, boolean tooLong) {}

  /** The next line; empty at the end. */
  Optional<Line> next() throws IOException {
    StringBuilder text = new StringBuilder();
    boolean tooLong = false;
    int c = reader.read();
    if (c < 0) {
      return Optional.empty();
    }
    for (; c >= 0 && c != '\n'; c = reader.read()) {
      if (text.length() < maxLine) {
        text.append((char) c);
      } else {
        tooLong = true;
      }
    }
    return Optional.of(new Line(tooLong ? "" : text.toString(), tooLong));
  }
}
