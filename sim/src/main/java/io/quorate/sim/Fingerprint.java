package io.quorate.sim;

import io.quorate.sim.world.InvariantViolation;
import io.quorate.sim.world.Mark;
import io.quorate.sim.world.Trace;
import java.util.regex.Pattern;

/** What two runs of a schedule must have in common, as text that goes from one JVM to another. */
final class Fingerprint {
  /** What objects without a text of their own look like: it differs from run to run. */
  private static final Pattern IDENTITY = Pattern.compile("(\\$\\$Lambda\\S*)?@[0-9a-f]+");

  private Fingerprint() {}

  /** One line. */
  static String of(SimulationResult result) {
    StringBuilder line = new StringBuilder(200);
    line.append("digest ").append(Long.toHexString(result.digest()));
    line.append(", ").append(result.events()).append(" events");
    line.append(", ").append(result.virtualNanos()).append(" ns, violation ");
    line.append(result.violation().map(InvariantViolation::invariant).orElse("none"));
    for (Mark mark : Mark.values()) {
      long times = result.counters().get(mark);
      if (times != 0) {
        line.append(", ").append(mark.name()).append(' ').append(times);
      }
    }
    return line.toString();
  }

  /** An event in one line. */
  static String of(Trace.Entry entry) {
    StringBuilder line = new StringBuilder(100);
    line.append('#').append(entry.number()).append(Trace.seconds(entry.time()));
    line.append(entry.node() == 0 ? "  --" : "  n" + entry.node());
    line.append(entry.partition() < 0 ? "  " : " p" + entry.partition() + " ");
    line.append(entry.event()).append(' ').append(entry.a()).append(' ');
    line.append(Long.toHexString(entry.b()));
    if (entry.detail() != null) {
      String detail = entry.detail().toString().replace('\n', ' ').replace('\r', ' ');
      line.append("  ").append(IDENTITY.matcher(detail).replaceAll("@"));
    }
    return line.toString();
  }
}
