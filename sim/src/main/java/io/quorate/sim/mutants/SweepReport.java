package io.quorate.sim.mutants;

import io.quorate.sim.world.InvariantViolation;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What came of a child's sweep; written as one line of JSON.
 *
 * @param found whether there was a violation
 * @param invariant which invariant it was; empty without one
 * @param story what happened, in one sentence
 * @param seed the seed that shows it; 0 without one
 * @param seeds how many seeds were run
 * @param cpuMillis processor time of the whole process
 * @param elements elements of the minimised schedule; -1 if it was not minimised
 */
record SweepReport(
    boolean found,
    String invariant,
    String story,
    long seed,
    long seeds,
    long cpuMillis,
    long elements) {

  /** What a process reports that a bug has driven into an endless loop. */
  static final String ENDLESS = "HANG";

  /** What a process reports that a bug has robbed of its memory. */
  static final String NO_MEMORY = "MEMORY";

  /** What a process reports when a bug has broken a check itself. */
  static final String BROKEN = "BROKEN";

  private static final Pattern LINE =
      Pattern.compile("\\{\"found\":(true|false),\"invariant\":\"([^\"]*)\",\"seed\":(-?\\d+),"
          + "\"seeds\":(\\d+),\"cpuSeconds\":(\\d+)\\.(\\d{3}),\"elements\":(-?\\d+),"
          + "\"story\":\"(.*)\"\\}");

  static SweepReport clean(long seeds, long cpuMillis) {
    return new SweepReport(false, "", "", 0, seeds, cpuMillis, -1);
  }

  static SweepReport of(
      InvariantViolation violation, long seed, long seeds, long cpuMillis, long elements) {
    return new SweepReport(
        true, violation.invariant(), violation.toString(), seed, seeds, cpuMillis, elements);
  }

  /** The same, of a sweep that went on where another had found nothing. */
  SweepReport after(SweepReport before) {
    return new SweepReport(
        found,
        invariant,
        story,
        seed,
        before.seeds + seeds,
        before.cpuMillis + cpuMillis,
        elements);
  }

  String toJson() {
    return String.format(
        Locale.ROOT,
        "{\"found\":%b,\"invariant\":\"%s\",\"seed\":%d,\"seeds\":%d,\"cpuSeconds\":%d.%03d,"
            + "\"elements\":%d,\"story\":\"%s\"}",
        found,
        invariant,
        seed,
        seeds,
        cpuMillis / 1000,
        cpuMillis % 1000,
        elements,
        escape(story));
  }

  /**
   * The inverse of {@link #toJson}, for lines that it has written.
   *
   * @throws IllegalArgumentException for any other line
   */
  static SweepReport parse(String line) {
    Matcher m = LINE.matcher(line);
    if (!m.matches()) {
      throw new IllegalArgumentException("not the report of a sweep: " + line);
    }
    return new SweepReport(
        Boolean.parseBoolean(m.group(1)),
        m.group(2),
        m.group(8).replaceAll("\\\\(.)", "$1"),
        Long.parseLong(m.group(3)),
        Long.parseLong(m.group(4)),
        Long.parseLong(m.group(5)) * 1000 + Long.parseLong(m.group(6)),
        Long.parseLong(m.group(7)));
  }

  /** As the inside of a JSON string; control characters, which no story needs, become blanks. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        escaped.append('\\');
      }
      escaped.append(c < ' ' ? ' ' : c);
    }
    return escaped.toString();
  }
}
