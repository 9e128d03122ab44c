package io.quorate.sim.world;

import java.util.Arrays;

/**
 * Events by (time, sequence): a four-ary heap of numbers, because it is the busiest place of a
 * simulation. What is moved about is a time and a key; the key has the sequence in its upper bits
 * and, below, the place where the action lies still.
 */
final class EventHeap {
  private static final int ARITY = 4;
  private static final int PLACE_BITS = 22;
  private static final int PLACE_MASK = (1 << PLACE_BITS) - 1;

  private long[] times = new long[256];
  private long[] keys = new long[256];
  private Runnable[] actions = new Runnable[256];
  private int[] freePlaces = new int[256];
  private int free;
  private int size;

  EventHeap() {
    freePlaces(0, actions.length);
  }

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
      grow();
    }
    int place = freePlaces[--free];
    actions[place] = action;
    long key = sequence << PLACE_BITS | place;
    int hole = size++;
    while (hole > 0) {
      int parent = (hole - 1) / ARITY;
      if (!before(time, key, times[parent], keys[parent])) {
        break;
      }
      times[hole] = times[parent];
      keys[hole] = keys[parent];
      hole = parent;
    }
    times[hole] = time;
    keys[hole] = key;
  }

  private void grow() {
    if (size * 2 > PLACE_MASK) {
      throw new IllegalStateException(size + " events are under way");
    }
    times = Arrays.copyOf(times, size * 2);
    keys = Arrays.copyOf(keys, size * 2);
    actions = Arrays.copyOf(actions, size * 2);
    freePlaces = Arrays.copyOf(freePlaces, size * 2);
    freePlaces(size, size * 2);
  }

  private void freePlaces(int from, int to) {
    for (int place = to - 1; place >= from; place--) {
      freePlaces[free++] = place;
    }
  }

  /** Removes the next event; the heap must not be empty. */
  Runnable take() {
    int place = (int) keys[0] & PLACE_MASK;
    Runnable first = actions[place];
    actions[place] = null;
    freePlaces[free++] = place;
    size--;
    if (size > 0) {
      sink(times[size], keys[size]);
    }
    return first;
  }

  private void sink(long time, long key) {
    int hole = 0;
    while (true) {
      int child = hole * ARITY + 1;
      if (child >= size) {
        break;
      }
      int least = child;
      int end = Math.min(child + ARITY, size);
      for (int c = child + 1; c < end; c++) {
        if (before(times[c], keys[c], times[least], keys[least])) {
          least = c;
        }
      }
      if (!before(times[least], keys[least], time, key)) {
        break;
      }
      times[hole] = times[least];
      keys[hole] = keys[least];
      hole = least;
    }
    times[hole] = time;
    keys[hole] = key;
  }

  private static boolean before(long time, long key, long otherTime, long otherKey) {
    return time < otherTime || time == otherTime && key < otherKey;
  }
}
