package io.quorate.sim.schedule;

import java.util.ArrayList;
import java.util.List;

/**
 * The text form of a schedule: a line with the version, a line each for the run, the knobs and the
 * clients, one for each fault, trigger and call, with named numbers, and a last one, without which
 * the text is not whole. A name that is missing reads as zero, so that an old file stays readable
 * when a knob is added whose zero means "off".
 */
final class ScheduleText {
  private static final String HEADER = "quorate-schedule 1";
  private static final String END = "end";

  /** What a schedule has besides its parts. */
  record Run(long seed, long faultsEnd, long end, int core, Schedule.Rest rest) {}

  private ScheduleText() {}

  static String write(Schedule schedule) {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    line(
        text,
        "run",
        new Run(
            schedule.seed(),
            schedule.faultsEnd(),
            schedule.end(),
            schedule.core(),
            schedule.rest()));
    line(text, "knobs", schedule.knobs());
    line(text, "traffic", schedule.traffic());
    schedule.faults().forEach(fault -> line(text, "fault", fault));
    schedule.triggers().forEach(trigger -> line(text, "trigger", trigger));
    schedule.calls().forEach(call -> line(text, "call", call));
    return text.append(END).append('\n').toString();
  }

  private static void line(StringBuilder text, String keyword, Record values) {
    text.append(keyword);
    RecordText.write(text, values);
    text.append('\n');
  }

  static Schedule parse(String text) {
    List<String> lines = text.lines()
        .map(String::strip)
        .filter(l -> !l.isEmpty() && l.charAt(0) != '#')
        .toList();
    if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
      throw new IllegalArgumentException("a schedule begins with the line '" + HEADER + "'"
          + (lines.isEmpty() ? "" : ", not with '" + lines.get(0) + "'"));
    }
    int last = lines.indexOf(END);
    if (last != lines.size() - 1) {
      throw new IllegalArgumentException(
          last < 0
              ? "the text is not whole: a schedule ends with the line '" + END + "'"
              : "'" + lines.get(last + 1) + "' stands behind the line '" + END + "'");
    }
    Run run = null;
    Knobs knobs = null;
    Traffic traffic = null;
    List<Fault> faults = new ArrayList<>();
    List<Trigger> triggers = new ArrayList<>();
    List<Call> calls = new ArrayList<>();
    for (String line : lines.subList(1, last)) {
      switch (line.split(" ", 2)[0]) {
        case "run" -> run = RecordText.read(line, Run.class);
        case "knobs" -> knobs = RecordText.read(line, Knobs.class);
        case "traffic" -> traffic = RecordText.read(line, Traffic.class);
        case "fault" -> faults.add(RecordText.read(line, Fault.class));
        case "trigger" -> triggers.add(RecordText.read(line, Trigger.class));
        case "call" -> calls.add(RecordText.read(line, Call.class));
        default -> throw new IllegalArgumentException("'" + line + "' begins with no known word");
      }
    }
    if (run == null || knobs == null || traffic == null) {
      throw new IllegalArgumentException("a schedule needs the lines run, knobs and traffic");
    }
    return new Schedule(
        run.seed(),
        run.faultsEnd(),
        run.end(),
        run.core(),
        run.rest(),
        knobs,
        traffic,
        faults,
        triggers,
        calls);
  }
}
