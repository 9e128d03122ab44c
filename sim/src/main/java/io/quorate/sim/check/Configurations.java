package io.quorate.sim.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The configurations that a search has met: which known operations are placed, the state, and which
 * unknown operations were spent on it. One that spent more to get to the same is no better,
 * whatever comes: an unknown operation that is left may still take effect or not.
 */
final class Configurations {
  /**
   * What is placed and the state. The known operations that are placed are those that returned
   * before the first return that is still open, and of those that overlap this return the ones
   * whose slots are set: a few bits, however long the history is.
   */
  private record Key(int open, long[] slots, Object state) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Key k
          && open == k.open
          && Arrays.equals(slots, k.slots)
          && state.equals(k.state);
    }

    @Override
    public int hashCode() {
      return (open * 31 + Arrays.hashCode(slots)) * 31 + state.hashCode();
    }
  }

  /** Looked up only, never iterated over. The values are sets of unknown operations. */
  private final Map<Key, List<long[]>> met = new HashMap<>();

  private static final List<long[]> NOTHING_SPENT = List.of(new long[0]);

  /** Adds a configuration, unless one that is as good is there. Returns whether it was added. */
  boolean add(int open, long[] slots, Object state, long[] spent) {
    Key key = new Key(open, slots.clone(), state);
    if (isEmpty(spent)) {
      return met.put(key, NOTHING_SPENT) != NOTHING_SPENT;
    }
    List<long[]> least = met.get(key);
    if (least == null) {
      least = new ArrayList<>(1);
      met.put(key, least);
    }
    for (long[] other : least) {
      if (isSubset(other, spent)) {
        return false;
      }
    }
    least.removeIf(other -> isSubset(spent, other));
    least.add(spent.clone());
    return true;
  }

  private static boolean isEmpty(long[] set) {
    for (long word : set) {
      if (word != 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSubset(long[] part, long[] whole) {
    for (int i = 0; i < part.length; i++) {
      if ((part[i] & ~whole[i]) != 0) {
        return false;
      }
    }
    return true;
  }
}
