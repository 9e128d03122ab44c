package io.quorate.sim.world;

import java.util.Arrays;

/**
 * Events by (time, sequence): a four-ary heap in three arrays, because it is the busiest place of a
 * simulation and boxes would cost more than the events.
 */
final class EventHeap {
  private static final int ARITY = 4;

  private long[] times = new long[256];
  private long[] sequences = new long[256];
  private Runnable[] actions = new Runnable[256];
  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  /** Of the next event; the heap must not be empty. */
  long nextTime() {
    return times[0];
  }

  void add(long time, long sequence, Runnable action) {
    if (size == times.length) {
      times = Arrays.copyOf(times, size * 2);
      sequences = Arrays.copyOf(sequences, size * 2);
      actions = Arrays.copyOf(actions, size * 2);
    }
    int hole = size++;
    while (hole > 0) {
      int parent = (hole - 1) / ARITY;
      if (!before(time, sequence, times[parent], sequences[parent])) {
        break;
      }
      move(parent, hole);
      hole = parent;
    }
    put(hole, time, sequence, action);
  }

  /** Removes the next event; the heap must not be empty. */
  Runnable take() {
    Runnable first = actions[0];
    int last = --size;
    long time = times[last];
    long sequence = sequences[last];
    Runnable action = actions[last];
    actions[last] = null;
    if (last > 0) {
      sink(time, sequence, action);
    }
    return first;
  }

  private void sink(long time, long sequence, Runnable action) {
    int hole = 0;
    while (true) {
      int child = hole * ARITY + 1;
      if (child >= size) {
        break;
      }
      int least = child;
      int end = Math.min(child + ARITY, size);
      for (int c = child + 1; c < end; c++) {
        if (before(times[c], sequences[c], times[least], sequences[least])) {
          least = c;
        }
      }
      if (!before(times[least], sequences[least], time, sequence)) {
        break;
      }
      move(least, hole);
      hole = least;
    }
    put(hole, time, sequence, action);
  }

  private void move(int from, int to) {
    times[to] = times[from];
    sequences[to] = sequences[from];
    actions[to] = actions[from];
  }

  private void put(int at, long time, long sequence, Runnable action) {
    times[at] = time;
    sequences[at] = sequence;
    actions[at] = action;
  }

  private static boolean before(long time, long sequence, long otherTime, long otherSequence) {
    return time < otherTime || time == otherTime && sequence < otherSequence;
  }
}
