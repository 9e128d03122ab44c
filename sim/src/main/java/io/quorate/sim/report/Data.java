package io.quorate.sim.report;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Records as maps, for JSON. */
final class Data {
  private Data() {}

  static Object of(Object value) {
    if (value == null || value instanceof Number || value instanceof Boolean) {
      return value;
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Data::of).toList();
    }
    if (value instanceof OptionalLong optional) {
      return optional.isPresent() ? optional.getAsLong() : null;
    }
    boolean ours = value.getClass().getName().startsWith("io.quorate.sim.");
    if (ours && value instanceof Record) {
      Map<String, Object> map = new LinkedHashMap<>();
      for (RecordComponent component : value.getClass().getRecordComponents()) {
        map.put(component.getName(), of(get(value, component)));
      }
      return map;
    }
    return value instanceof Enum<?> constant ? constant.name() : value.toString();
  }

  private static Object get(Object value, RecordComponent component) {
    try {
      return component.getAccessor().invoke(value);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }
}
