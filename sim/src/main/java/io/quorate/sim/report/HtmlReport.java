package io.quorate.sim.report;

import io.quorate.sim.SimulationResult;
import io.quorate.sim.schedule.Schedule;
import io.quorate.sim.world.InvariantViolation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A violation as one page for a browser, complete in itself: it loads nothing. What is drawn comes
 * from data inside the page; the program that draws it is {@code report.js} beside this class.
 *
 * <p>The part of the address behind # chooses what is shown: {@code partition}, {@code from} and
 * {@code to} in seconds, {@code all=1} for more than the causal cone, {@code event} for an event to
 * be explained.
 */
public final class HtmlReport {
  private static final long AROUND_CALLS = 3_000_000_000L;

  private HtmlReport() {}

  /**
   * Makes the page.
   *
   * @param result of a run with a violation and a full trace
   * @param minimised a smaller schedule with the same violation; null if there is none
   * @param sibling a run that passes and is nearly the same, with a full trace; null if there is
   *     none
   * @return HTML
   * @throws IllegalArgumentException if there is no violation, or no full trace
   */
  public static String of(SimulationResult result, Schedule minimised, SimulationResult sibling) {
    InvariantViolation violation = result
        .violation()
        .orElseThrow(
            () -> new IllegalArgumentException("a run without a violation has nothing to report"));
    TraceModel model = new TraceModel(result);
    if (!model.isFull()) {
      throw new IllegalArgumentException("the run of seed " + result.schedule().seed()
          + " has kept only its last events; a report needs a full trace");
    }
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("invariant", violation.invariant());
    data.put("sentence", InvariantCatalogue.sentence(violation.invariant()));
    data.put("story", violation.story());
    data.put("violatedPartition", violation.partition());
    data.put("liveness", model.isLiveness() ? model.partition() : null);
    data.put("seed", result.schedule().seed());
    Reproducer again = Reproducer.of(result, Optional.ofNullable(minimised));
    data.put("command", again.command());
    data.put("junit", again.junit());
    data.put("schedule", (minimised == null ? result.schedule() : minimised).toText());
    data.put("minimised", minimised != null);
    data.put("elements", result.schedule().elements() + result.calls().size());
    data.put("rows", rows(minimised == null ? result.schedule() : minimised));
    List<Evidence.Item> evidence = Evidence.of(model);
    data.put("evidence", evidence(model, evidence));
    data.put("diagram", new Diagram(model, new Causes(model)).data());
    members(data, model, evidence);
    data.put("calls", calls(model));
    data.put("diff", sibling == null ? null : diff(result, sibling));
    return page(data, violation);
  }

  private static List<Object> rows(Schedule schedule) {
    List<Object> rows = new ArrayList<>();
    for (ScheduleTable.Row row : ScheduleTable.rows(schedule)) {
      rows.add(List.of(row.at(), row.kind(), row.what(), row.lasts()));
    }
    return rows;
  }

  private static List<Object> evidence(TraceModel model, List<Evidence.Item> evidence) {
    EventWords words = new EventWords(model);
    List<Object> items = new ArrayList<>();
    for (Evidence.Item item : evidence) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("i", item.position());
      map.put("t", model.entry(item.position()).time());
      map.put(
          "who",
          item.position() == model.end() && model.node() > 0
              ? "n" + model.node()
              : EventWords.who(model.entry(item.position())));
      map.put("w", words.words(item.position()));
      map.put("why", item.why());
      items.add(map);
    }
    return items;
  }

  private static void members(
      Map<String, Object> data, TraceModel model, List<Evidence.Item> evidence) {
    List<Object> grids = new ArrayList<>();
    List<Object> tables = new ArrayList<>();
    int before = evidence.isEmpty() ? model.end() : evidence.get(0).position();
    for (int partition = 0; partition <= model.partitions(); partition++) {
      LogReplay now = new LogReplay(model, partition, model.end());
      LogReplay then = new LogReplay(model, partition, before);
      grids.add(LogGrid.of(now));
      Map<String, Object> table = new LinkedHashMap<>();
      table.put("partition", partition);
      table.put("before", NodeTable.rows(then));
      table.put("after", NodeTable.rows(now));
      tables.add(table);
    }
    data.put("grids", grids);
    data.put("tables", tables);
    data.put("columns", NodeTable.COLUMNS);
    data.put("beforeTime", model.entry(before).time());
  }

  private static List<Object> calls(TraceModel model) {
    List<Object> calls = new ArrayList<>();
    for (CallHistory.Item item : CallHistory.of(model)) {
      if (item.to >= model.endTime() - AROUND_CALLS) {
        Map<String, Object> call = new LinkedHashMap<>();
        call.put("client", item.client);
        call.put("n", item.node);
        call.put("p", item.partition);
        call.put("first", item.first);
        call.put("count", item.operations);
        call.put("t0", item.from);
        call.put("t1", item.to);
        call.put("outcome", item.outcome.name());
        call.put("w", item.words);
        calls.add(call);
      }
    }
    return calls;
  }

  private static List<Object> diff(SimulationResult result, SimulationResult sibling) {
    List<Object> nodes = new ArrayList<>();
    for (TraceDiff.Divergence each : TraceDiff.of(result, sibling).divergences()) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("node", each.node());
      map.put("common", each.common());
      map.put("before", each.before());
      map.put("failing", each.failing());
      map.put("passing", each.passing());
      nodes.add(map);
    }
    return nodes;
  }

  private static String page(Map<String, Object> data, InvariantViolation violation) {
    return resource("report.html")
        .replace("/*STYLE*/", resource("report.css"))
        .replace("{{TITLE}}", escape(violation.invariant() + ": " + violation.story()))
        .replace("\"DATA\"", Json.of(data))
        .replace("/*SCRIPT*/", resource("report.js"));
  }

  /** For text between tags. */
  static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String resource(String name) {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing beside " + HtmlReport.class.getName());
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
