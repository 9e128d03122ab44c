package io.quorate.sim.schedule;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The text form of a schedule: a line with the version, a line each for the run, the knobs and the
 * clients, and one for each fault, trigger and call, with named numbers. A name that is missing
 * reads as zero, so that an old file stays readable when a knob is added whose zero means "off".
 */
final class ScheduleText {
  private static final String HEADER = "quorate-schedule 1";

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
    return text.toString();
  }

  private static void line(StringBuilder text, String keyword, Record values) {
    text.append(keyword);
    for (RecordComponent component : values.getClass().getRecordComponents()) {
      text.append(' ').append(component.getName()).append('=').append(value(values, component));
    }
    text.append('\n');
  }

  private static Object value(Record values, RecordComponent component) {
    try {
      return component.getAccessor().invoke(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
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
    Run run = null;
    Knobs knobs = null;
    Traffic traffic = null;
    List<Fault> faults = new ArrayList<>();
    List<Trigger> triggers = new ArrayList<>();
    List<Call> calls = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      switch (line.split(" ", 2)[0]) {
        case "run" -> run = read(line, Run.class);
        case "knobs" -> knobs = read(line, Knobs.class);
        case "traffic" -> traffic = read(line, Traffic.class);
        case "fault" -> faults.add(read(line, Fault.class));
        case "trigger" -> triggers.add(read(line, Trigger.class));
        case "call" -> calls.add(read(line, Call.class));
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

  private static <R extends Record> R read(String line, Class<R> type) {
    Map<String, String> given = new LinkedHashMap<>();
    String[] words = line.split(" +");
    for (String word : List.of(words).subList(1, words.length)) {
      int equals = word.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException("'" + word + "' in '" + line + "' is not name=value");
      }
      given.put(word.substring(0, equals), word.substring(equals + 1));
    }
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      values[i] = convert(given.remove(components[i].getName()), types[i], line);
    }
    if (!given.isEmpty()) {
      throw new IllegalArgumentException("'" + line + "' has unknown names: " + given.keySet());
    }
    try {
      return type.getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("'" + line + "' cannot be used: " + e.getCause(), e);
    }
  }

  private static Object convert(String text, Class<?> type, String line) {
    try {
      if (type == boolean.class) {
        return Boolean.parseBoolean(text);
      }
      if (type == int.class) {
        return text == null ? 0 : Integer.parseInt(text);
      }
      if (type == long.class) {
        return text == null ? 0L : Long.parseLong(text);
      }
      if (text == null) {
        return type.getEnumConstants()[0];
      }
      for (Object constant : type.getEnumConstants()) {
        if (((Enum<?>) constant).name().equals(text)) {
          return constant;
        }
      }
      throw new IllegalArgumentException(
          "'" + text + "' in '" + line + "' is no " + type.getSimpleName());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' in '" + line + "' is no number", e);
    }
  }
}
