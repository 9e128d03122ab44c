package io.quorate.sim.report;

import io.quorate.sim.SimulationResult;
import io.quorate.sim.schedule.Schedule;
import io.quorate.sim.world.InvariantViolation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A violation in at most 30 lines, for a terminal: what must never be, how to see it again, what
 * contradicts what, what led to it, and how the nodes stood.
 *
 * <p>Of a run without a full trace it can tell less, and says so.
 */
public final class TextStory {
  /** So many lines a story has at most. */
  public static final int LINES = 30;

  private static final int WIDTH = 150;
  private static final int SCHEDULE_ROWS = 6;
  private static final int CONE_EVENTS = 400;
  private static final long CONE_NANOS = 20_000_000_000L;

  private final List<String> lines = new ArrayList<>();
  private final SimulationResult result;
  private final InvariantViolation violation;
  private final Reproducer reproducer;
  private final Optional<Schedule> minimised;

  private TextStory(
      SimulationResult result,
      InvariantViolation violation,
      Reproducer reproducer,
      Optional<Schedule> minimised) {
    this.result = result;
    this.violation = violation;
    this.reproducer = reproducer;
    this.minimised = minimised;
  }

  /**
   * Tells a violation.
   *
   * @param result of a run with a violation; the better with a full trace
   * @param minimised a smaller schedule with the same violation; null if there is none
   * @return lines, the last one ended too
   * @throws IllegalArgumentException if there is no violation
   */
  public static String of(SimulationResult result, Schedule minimised) {
    Optional<Schedule> smaller = Optional.ofNullable(minimised);
    return of(result, Reproducer.of(result, smaller), smaller);
  }

  /**
   * Tells a violation.
   *
   * @param result of a run with a violation
   * @param command what to type to see it again
   * @return lines, the last one ended too
   * @throws IllegalArgumentException if there is no violation
   */
  public static String withCommand(SimulationResult result, String command) {
    Reproducer known = Reproducer.of(result, Optional.empty());
    return of(result, new Reproducer(command, known.junit()), Optional.empty());
  }

  static String of(SimulationResult result, Reproducer reproducer, Optional<Schedule> minimised) {
    InvariantViolation violation = result
        .violation()
        .orElseThrow(() ->
            new IllegalArgumentException("a run without a violation has no story; it ended after "
                + result.virtualNanos() / 1_000_000_000L + " s"));
    return new TextStory(result, violation, reproducer, minimised).tell();
  }

  private String tell() {
    head();
    TraceModel model = new TraceModel(result);
    if (model.isFull()) {
      full(model);
    } else {
      lines.add("LAST EVENTS  seconds, node, partition, event, numbers (no full trace was kept)");
      List<String> last = violation.trace();
      int room = Math.max(0, LINES - lines.size());
      last.subList(Math.max(0, last.size() - room), last.size()).forEach(this::add);
    }
    StringBuilder text = new StringBuilder();
    lines.stream().limit(LINES).forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  private void head() {
    add("VIOLATION " + violation.invariant()
        + (violation.partition() < 0 ? "" : "  partition p" + violation.partition())
        + "  at " + EventWords.time(violation.nanos()) + " s   ("
        + result.schedule().knobs().nodes() + " nodes, seed "
        + result.schedule().seed() + ")");
    add("  must hold   " + InvariantCatalogue.sentence(violation.invariant()));
    // Never cut short: what is wrong is the one line that everybody reads to its end.
    lines.add("  but         " + flat(violation.story()));
    lines.add("  again       " + reproducer.command());
    lines.add("  in a test   " + reproducer.junit());
  }

  private void full(TraceModel model) {
    EventWords words = new EventWords(model);
    minimised.ifPresent(this::schedule);
    List<Evidence.Item> evidence = Evidence.of(model);
    if (evidence.size() > 1) {
      lines.add("CONTRADICTION  seconds, node, partition: event  [what it has to do with it]");
      evidence.stream()
          .filter(item -> item.position() != model.end())
          .forEach(item -> add(words.line(item.position()) + "  [" + item.why() + "]"));
    }
    List<String> table = table(model, evidence);
    int room = LINES - lines.size() - table.size() - 1;
    if (room > 1) {
      Cone cone = new Cone(model, new Causes(model), model.end(), CONE_EVENTS, CONE_NANOS);
      List<Integer> told = cone.told();
      told = told.subList(0, Math.max(0, told.size() - 1));
      lines.add("BEFORE IT  the last events "
          + (model.isLiveness() ? "of p" + model.partition() : "that it follows from")
          + "; -> sends to, <- takes from");
      told.subList(Math.max(0, told.size() - room), told.size())
          .forEach(position -> add(words.line(position)));
    }
    lines.addAll(table);
  }

  private void schedule(Schedule schedule) {
    List<ScheduleTable.Row> rows = ScheduleTable.rows(schedule);
    int before = result.schedule().elements() + result.calls().size();
    lines.add("SMALLEST SCHEDULE  " + rows.size() + (rows.size() == 1 ? " element" : " elements")
        + (before == rows.size() ? "" : " of " + before) + ": at, kind, what, how long");
    int shown = rows.size() <= SCHEDULE_ROWS ? rows.size() : SCHEDULE_ROWS - 1;
    rows.subList(0, shown).forEach(row -> add(ScheduleTable.line(row)));
    if (shown < rows.size()) {
      lines.add("             ... and " + (rows.size() - shown) + " more");
    }
  }

  private List<String> table(TraceModel model, List<Evidence.Item> evidence) {
    if (model.partition() < 0) {
      return List.of();
    }
    int first = evidence.isEmpty() ? model.end() : evidence.get(0).position();
    LogReplay before = new LogReplay(model, model.partition(), first);
    LogReplay after = new LogReplay(model, model.partition(), model.end());
    List<String> text = new ArrayList<>();
    text.add("NODES in p" + model.partition()
        + (model.isLiveness() ? ", which has not recovered" : "")
        + "  before→after the above; index(term); disk: what a power loss leaves");
    NodeTable.text(NodeTable.changes(before, after)).forEach(line -> text.add(fit("  " + line)));
    return text;
  }

  private void add(String line) {
    lines.add(fit(line));
  }

  private static String fit(String line) {
    String flat = flat(line);
    return flat.length() <= WIDTH ? flat : flat.substring(0, WIDTH - 3) + "...";
  }

  private static String flat(String text) {
    return text.replace('\n', ' ');
  }
}
