package io.quorate.sim.report;

import io.quorate.sim.SimulationResult;
import io.quorate.sim.world.Trace.Entry;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A full trace for programs: a line of JSON with what was run and what came of it, and then a line
 * for each event. {@code docs/reference/trace.md} explains the names.
 */
public final class NdjsonTrace {
  /** Of the form; grows when a name changes its meaning or goes. */
  public static final int VERSION = 1;

  private NdjsonTrace() {}

  /**
   * Writes a trace.
   *
   * @param result of a run, with a full trace
   * @param out where to write
   * @throws IOException if that cannot be written to
   */
  public static void write(SimulationResult result, Appendable out) throws IOException {
    TraceModel model = new TraceModel(result);
    Causes causes = new Causes(model);
    out.append(Json.of(header(result))).append('\n');
    for (int i = 0; i < model.size(); i++) {
      out.append(Json.of(line(model, causes, i))).append('\n');
    }
  }

  private static Map<String, Object> header(SimulationResult result) {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("format", "quorate-trace");
    header.put("version", VERSION);
    header.put("nodes", result.schedule().knobs().allNodes());
    header.put("partitions", result.schedule().knobs().partitions());
    header.put("digest", String.format("%016x", result.digest()));
    Map<String, Object> violation = new LinkedHashMap<>();
    result.violation().ifPresent(v -> {
      violation.put("invariant", v.invariant());
      violation.put("sentence", InvariantCatalogue.sentence(v.invariant()));
      violation.put("partition", v.partition());
      violation.put("time", v.nanos());
      violation.put("story", v.story());
    });
    header.put("violation", violation.isEmpty() ? null : violation);
    header.put("schedule", result.schedule().toText());
    return header;
  }

  private static Map<String, Object> line(TraceModel model, Causes causes, int i) {
    Entry entry = model.entry(i);
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("number", i);
    line.put("time", entry.time());
    line.put("event", entry.event().name());
    line.put("node", entry.node());
    line.put("partition", entry.partition());
    line.put("a", entry.a());
    line.put("b", entry.b());
    if (entry.detail() != null) {
      line.put("detail", Data.of(entry.detail()));
    }
    if (causes.before(i) >= 0) {
      line.put("before", causes.before(i));
    }
    List<Integer> others = Arrays.stream(causes.others(i)).boxed().toList();
    if (!others.isEmpty()) {
      line.put("causes", others);
    }
    return line;
  }
}
