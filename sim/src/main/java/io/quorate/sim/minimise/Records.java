package io.quorate.sim.minimise;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;

/**
 * Copies of records with other values. By name, because the records of a schedule gain components
 * as there are more faults and knobs, and what is made smaller here must keep the new ones.
 */
final class Records {
  private Records() {}

  /**
   * The same record with other values.
   *
   * @param record what is copied
   * @param changes names and values in turn
   * @throws IllegalArgumentException if the record has no component of that name
   */
  static <R extends Record> R with(R record, Object... changes) {
    RecordComponent[] components = record.getClass().getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      values[i] = value(record, components[i]);
    }
    for (int i = 0; i < changes.length; i += 2) {
      values[indexOf(components, (String) changes[i], record)] = changes[i + 1];
    }
    return make(record, components, values);
  }

  /** The value of a component. */
  static Object value(Record record, RecordComponent component) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + component + " of " + record, e);
    }
  }

  private static int indexOf(RecordComponent[] components, String name, Record record) {
    for (int i = 0; i < components.length; i++) {
      if (components[i].getName().equals(name)) {
        return i;
      }
    }
    throw new IllegalArgumentException(
        "'" + name + "' is no component of " + record.getClass().getSimpleName());
  }

  @SuppressWarnings("unchecked") // the constructor of the record's own class
  private static <R extends Record> R make(
      R record, RecordComponent[] components, Object[] values) {
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
    }
    try {
      Constructor<? extends Record> constructor = record.getClass().getDeclaredConstructor(types);
      return (R) constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException("such a record cannot be: " + e.getCause(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot copy " + record, e);
    }
  }
}
