package io.quorate.sim.report;

import java.util.Arrays;

/** A growing list of positions in a trace. */
final class Positions {
  private int[] values = new int[8];
  private int size;

  void add(int value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
    }
    values[size++] = value;
  }

  int size() {
    return size;
  }

  int get(int at) {
    return values[at];
  }

  /** The last one; -1 if there is none. */
  int last() {
    return size == 0 ? -1 : values[size - 1];
  }
}
