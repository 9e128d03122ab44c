package io.quorate.sim.schedule;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Records of numbers, words and switches as {@code name=value} pairs. A name that is missing reads
 * as zero, the first word, or off.
 */
final class RecordText {
  private RecordText() {}

  /** Appends all values, each with a space before it. */
  static void write(StringBuilder text, Record values) {
    for (RecordComponent component : values.getClass().getRecordComponents()) {
      text.append(' ').append(component.getName()).append('=').append(value(values, component));
    }
  }

  private static Object value(Record values, RecordComponent component) {
    try {
      return component.getAccessor().invoke(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }

  /** The same record but for one number or switch. */
  static <R extends Record> R with(R record, String name, long value) {
    StringBuilder line = new StringBuilder("with");
    boolean known = false;
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      boolean changed = component.getName().equals(name);
      known |= changed;
      Object text = value(record, component);
      if (changed) {
        text = component.getType() == boolean.class ? Boolean.toString(value != 0) : value;
      }
      line.append(' ').append(component.getName()).append('=').append(text);
    }
    if (!known) {
      throw new IllegalArgumentException("there is no knob '" + name + "'");
    }
    @SuppressWarnings("unchecked") // the record's own class
    Class<R> type = (Class<R>) record.getClass();
    return read(line.toString(), type);
  }

  /** Reads a line: a word, and then the pairs. */
  static <R extends Record> R read(String line, Class<R> type) {
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
