package io.quorate.sim.check;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The operations of one part of the data, as the search wants them. Known operations are numbered
 * from 0 in the order in which they may take effect first; unknown ones have numbers of their own.
 *
 * <p>Operations that failed are left out, and so are unknown reads: no one saw what they saw.
 */
final class Timeline<I, O> {
  /**
   * Unknown operations with equal inputs: their numbers, in order of invocation, are from..to-1.
   */
  record Twins(int from, int to) {}

  private final List<Operation<I, O>> known;
  private final List<Operation<I, O>> unknown = new ArrayList<>();
  private final List<Twins> twins = new ArrayList<>();
  private final long[] earliest;
  private final int[] byReturn;
  private final long[] returnTimes;
  private final int[] slots;
  private final int[] before;
  private int slotCount;

  Timeline(List<Operation<I, O>> operations) {
    known = operations.stream()
        .filter(op -> op.outcome() == Outcome.OK)
        .sorted(Comparator.comparingLong(Timeline::earliest))
        .toList();
    int count = known.size();
    earliest = known.stream().mapToLong(Timeline::earliest).toArray();
    byReturn = IntStream.range(0, count)
        .boxed()
        .sorted(Comparator.comparingLong(i -> returned(known.get(i))))
        .mapToInt(i -> i)
        .toArray();
    returnTimes = IntStream.of(byReturn).mapToLong(i -> returned(known.get(i))).toArray();
    slots = new int[count];
    assignSlots();
    before = new int[count];
    orderClients();
    collectUnknown(operations);
  }

  private static long earliest(Operation<?, ?> op) {
    return op.consistency().earliest(op.invoked());
  }

  private static long returned(Operation<?, ?> op) {
    return op.returned().orElseThrow();
  }

  /** No two operations that overlap share a slot. */
  private void assignSlots() {
    BitSet taken = new BitSet();
    int begun = 0;
    for (int i = 0; i < byReturn.length; i++) {
      while (begun < slots.length && earliest[begun] <= returnTimes[i]) {
        slots[begun] = taken.nextClearBit(0);
        taken.set(slots[begun]);
        slotCount = Math.max(slotCount, slots[begun] + 1);
        begun++;
      }
      taken.clear(slots[byReturn[i]]);
    }
  }

  private void orderClients() {
    int[] byInvocation = IntStream.range(0, before.length)
        .boxed()
        .sorted(Comparator.<Integer>comparingLong(i -> known.get(i).invoked())
            .thenComparingLong(i -> returned(known.get(i))))
        .mapToInt(i -> i)
        .toArray();
    Map<Long, Integer> latest = new LinkedHashMap<>();
    for (int i : byInvocation) {
      Operation<I, O> op = known.get(i);
      int last = latest.getOrDefault(op.client(), i);
      before[i] = i;
      if (op.consistency().keepsClientOrder() && last != i) {
        if (returned(known.get(last)) > op.invoked()) {
          throw new IllegalArgumentException("client " + op.client()
              + " began a sequential read at "
              + op.invoked() + ", before its operation of " + known.get(last).invoked()
              + " returned at " + returned(known.get(last)) + ": such a client does one thing at a"
              + " time");
        }
        before[i] = last;
      }
      if (returned(op) >= returned(known.get(last))) {
        latest.put(op.client(), i);
      }
    }
  }

  private void collectUnknown(List<Operation<I, O>> operations) {
    Map<I, List<Operation<I, O>>> byInput = new LinkedHashMap<>();
    operations.stream()
        .filter(op -> op.outcome() == Outcome.UNKNOWN && !op.consistency().readsOnly())
        .sorted(Comparator.comparingLong(Operation::invoked))
        .forEach(
            op -> byInput.computeIfAbsent(op.input(), i -> new ArrayList<>()).add(op));
    for (List<Operation<I, O>> equal : byInput.values()) {
      twins.add(new Twins(unknown.size(), unknown.size() + equal.size()));
      unknown.addAll(equal);
    }
  }

  int knownCount() {
    return known.size();
  }

  Operation<I, O> known(int number) {
    return known.get(number);
  }

  int unknownCount() {
    return unknown.size();
  }

  Operation<I, O> unknown(int number) {
    return unknown.get(number);
  }

  /** In the order of their first invocations. */
  List<Twins> twins() {
    return twins;
  }

  /** The known operation that returned as the i-th, from 0. */
  int byReturn(int i) {
    return byReturn[i];
  }

  /** Whether a known operation may take effect before the i-th return. */
  boolean begins(int number, int i) {
    return earliest[number] <= returnTimes[i];
  }

  /** Whether an unknown operation may take effect before the i-th return. */
  boolean unknownBegins(int number, int i) {
    return unknown.get(number).invoked() <= returnTimes[i];
  }

  /**
   * The known operation that must come first for the sake of its client; itself if there is none.
   */
  int before(int number) {
    return before[number];
  }

  int slot(int number) {
    return slots[number];
  }

  int slotCount() {
    return slotCount;
  }
}
