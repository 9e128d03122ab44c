package io.quorate.sim.check;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The search for an order of the operations of one part of the data: Wing and Gong's, with Lowe's
 * list and cache. It goes on where it stopped, and needs no stack of the JVM.
 *
 * <p>A position places one operation after the other. The next may be any that is not placed and
 * may take effect before the first return of one that is not placed. Known operations that are not
 * placed are in a linked list; placing one takes it out, and taking it back puts it in again.
 *
 * <p>What keeps the search small, besides the cache:
 *
 * <ul>
 *   <li>A known operation that fits and leaves the state as it is, is placed at once, and nothing
 *       else is tried at that place: wherever an order has it later, it can be had here.
 *   <li>Unknown operations are tried only where known ones lead nowhere, and only if they change
 *       the state. Of those with equal inputs, the one that was invoked first is taken first.
 *   <li>All ways to spend one unknown operation at a place enter the cache before any is followed,
 *       so that spending two to get to what one gives is not tried.
 * </ul>
 */
final class Search<S, I, O> {
  /** What the search has come to. */
  enum Status {
    /** There is an order. */
    FOUND,
    /** There is none. */
    NONE,
    /** The budget ended. */
    OPEN
  }

  /** How much of a place has been tried. */
  private enum Phase {
    NEW,
    KNOWN,
    ALL
  }

  /** A place in the order, with the move that led to it. */
  private static final class Place<S> {
    private final int move;
    private final S state;

    /** The first open return before the move. */
    private final int openBefore;

    /** Where its choices begin in the pile. */
    private final int bottom;

    private int tried;
    private Phase phase = Phase.NEW;

    Place(int move, S state, int openBefore, int bottom) {
      this.move = move;
      this.state = state;
      this.openBefore = openBefore;
      this.bottom = bottom;
      this.tried = bottom;
    }
  }

  private static final int STATES_SHOWN = 4;

  private final Model<S, I, O> model;
  private final Timeline<I, O> timeline;
  private final Configurations met = new Configurations();
  private final List<Place<S>> places = new ArrayList<>();

  /** Moves that may be made, of all places: those of a later place lie above. */
  private final List<Integer> pileMoves = new ArrayList<>();

  private final List<S> pileStates = new ArrayList<>();

  private final int count;
  private final int[] next;
  private final int[] previous;
  private final boolean[] placed;
  private final long[] slots;
  private final long[] spent;
  private int open;
  private long steps;

  private final List<Integer> best = new ArrayList<>();
  private final Set<S> bestStates = new LinkedHashSet<>();
  private int bestOpen;
  private int bestShared;

  Search(Model<S, I, O> model, Timeline<I, O> timeline) {
    this.model = model;
    this.timeline = timeline;
    count = timeline.knownCount();
    next = new int[count + 1];
    previous = new int[count + 1];
    for (int i = 0; i <= count; i++) {
      next[i] = i == count ? 0 : i + 1;
      previous[i] = i == 0 ? count : i - 1;
    }
    placed = new boolean[count];
    slots = new long[(timeline.slotCount() + Long.SIZE - 1) / Long.SIZE];
    spent = new long[(timeline.unknownCount() + Long.SIZE - 1) / Long.SIZE];
    // The root has no move; its number is never read.
    places.add(new Place<>(0, model.initial(), 0, 0));
    met.add(open, slots, model.initial(), spent);
  }

  /** Goes on until there is a result or so many more steps are done. */
  Status run(long budget) {
    long limit = Math.addExact(steps, budget);
    while (open < count) {
      Place<S> place = places.get(places.size() - 1);
      if (place.tried < pileMoves.size()) {
        int choice = place.tried++;
        move(pileMoves.get(choice), pileStates.get(choice));
      } else if (place.phase == Phase.ALL) {
        if (places.size() == 1) {
          return Status.NONE;
        }
        takeBack(place);
      } else if (steps >= limit) {
        return Status.OPEN;
      } else if (place.phase == Phase.NEW) {
        note(place.state);
        place.phase = tryKnown(place) ? Phase.ALL : Phase.KNOWN;
      } else {
        tryUnknown(place);
        place.phase = Phase.ALL;
      }
    }
    return Status.FOUND;
  }

  /** Piles up the known operations that fit. Returns whether there is one that needs no other. */
  private boolean tryKnown(Place<S> place) {
    for (int op = next[count]; op != count && timeline.begins(op, open); op = next[op]) {
      int before = timeline.before(op);
      if (before != op && !placed[before]) {
        continue;
      }
      Operation<I, O> operation = timeline.known(op);
      steps++;
      Optional<S> state =
          model.step(place.state, operation.input(), operation.output().orElseThrow());
      if (state.isEmpty()) {
        continue;
      }
      boolean reads = model.isRead(operation.input(), operation.output().get());
      if ((reads || operation.consistency().readsOnly()) && !state.get().equals(place.state)) {
        throw new IllegalArgumentException("'" + model.describe(operation) + "' of client "
            + operation.client() + " is "
            + (reads ? "a read" : operation.consistency().word())
            + " but changes the state: that is for writes, which are linearizable");
      }
      if (reads) {
        clearAbove(place.bottom);
        pile(op, place.state);
        return true;
      }
      pile(op, state.get());
    }
    return false;
  }

  private void tryUnknown(Place<S> place) {
    for (Timeline.Twins twins : timeline.twins()) {
      if (!timeline.unknownBegins(twins.from(), open)) {
        return;
      }
      int op = twins.from();
      while (op < twins.to() && isSet(spent, op)) {
        op++;
      }
      if (op == twins.to() || !timeline.unknownBegins(op, open)) {
        continue;
      }
      steps++;
      Optional<S> state = model.stepUnknown(place.state, timeline.unknown(op).input());
      if (state.isPresent() && !state.get().equals(place.state)) {
        flip(spent, op);
        if (met.add(open, slots, state.get(), spent)) {
          pile(count + op, state.get());
        }
        flip(spent, op);
      }
    }
  }

  /** Makes a move: places a known operation, or an unknown one, whose numbers begin at count. */
  private void move(int move, S state) {
    Place<S> place = new Place<>(move, state, open, pileMoves.size());
    if (move >= count) {
      flip(spent, move - count);
      places.add(place);
      return;
    }
    next[previous[move]] = next[move];
    previous[next[move]] = previous[move];
    placed[move] = true;
    flip(slots, timeline.slot(move));
    while (open < count && placed[timeline.byReturn(open)]) {
      flip(slots, timeline.slot(timeline.byReturn(open)));
      open++;
    }
    if (met.add(open, slots, state, spent)) {
      places.add(place);
    } else {
      undo(place);
    }
  }

  private void takeBack(Place<S> place) {
    clearAbove(place.bottom);
    places.remove(places.size() - 1);
    bestShared = Math.min(bestShared, places.size() - 1);
    undo(place);
  }

  private void undo(Place<S> place) {
    int move = place.move;
    if (move >= count) {
      flip(spent, move - count);
      return;
    }
    while (open > place.openBefore) {
      open--;
      flip(slots, timeline.slot(timeline.byReturn(open)));
    }
    flip(slots, timeline.slot(move));
    placed[move] = false;
    next[previous[move]] = move;
    previous[next[move]] = move;
  }

  private void pile(int move, S state) {
    pileMoves.add(move);
    pileStates.add(state);
  }

  private void clearAbove(int bottom) {
    for (int i = pileMoves.size() - 1; i >= bottom; i--) {
      pileMoves.remove(i);
      pileStates.remove(i);
    }
  }

  private static boolean isSet(long[] set, int bit) {
    return (set[bit / Long.SIZE] & 1L << bit) != 0;
  }

  private static void flip(long[] set, int bit) {
    set[bit / Long.SIZE] ^= 1L << bit;
  }

  /** Remembers the order that got furthest: past the most returns, then with the most placed. */
  private void note(S state) {
    if (open > bestOpen) {
      bestOpen = open;
      bestStates.clear();
      remember();
    } else if (open == bestOpen && places.size() - 1 > best.size()) {
      remember();
    }
    if (open == bestOpen && bestStates.size() < STATES_SHOWN) {
      bestStates.add(state);
    }
  }

  /**
   * Copies what differs from the order remembered before, so that it costs no more than the moves.
   */
  private void remember() {
    best.subList(bestShared, best.size()).clear();
    for (Place<S> place : places.subList(bestShared + 1, places.size())) {
      best.add(place.move);
    }
    bestShared = best.size();
  }

  long steps() {
    return steps;
  }

  /** The order that was found, or where the search is. */
  List<Operation<I, O>> order() {
    return places.subList(1, places.size()).stream()
        .map(place -> operation(place.move))
        .toList();
  }

  /** The order that got furthest. */
  List<Operation<I, O>> bestOrder() {
    return best.stream().map(this::operation).toList();
  }

  private Operation<I, O> operation(int move) {
    return move < count ? timeline.known(move) : timeline.unknown(move - count);
  }

  /** States in which orders that got as far arrive; some of them, if there are many. */
  List<S> bestStates() {
    return List.copyOf(bestStates);
  }

  /** The first operation, by its return, that no order got past. Meaningless if one was found. */
  Operation<I, O> blocked() {
    return timeline.known(timeline.byReturn(bestOpen));
  }

  /** Known operations besides {@link #blocked} that the best order lacks and that had begun. */
  List<Operation<I, O>> pending() {
    boolean[] have = new boolean[count];
    best.stream().filter(move -> move < count).forEach(move -> have[move] = true);
    List<Operation<I, O>> pending = new ArrayList<>();
    for (int op = 0; op < count && timeline.begins(op, bestOpen); op++) {
      if (!have[op] && op != timeline.byReturn(bestOpen)) {
        pending.add(timeline.known(op));
      }
    }
    return pending;
  }

  /** Unknown operations that had begun and that the best order did without. */
  List<Operation<I, O>> unspent() {
    boolean[] have = new boolean[timeline.unknownCount()];
    best.stream().filter(move -> move >= count).forEach(move -> have[move - count] = true);
    List<Operation<I, O>> unspent = new ArrayList<>();
    for (int op = 0; op < have.length; op++) {
      if (!have[op] && timeline.unknownBegins(op, bestOpen)) {
        unspent.add(timeline.unknown(op));
      }
    }
    return unspent;
  }

  /** How many of the operations with known answers have returned when the best order ends. */
  String progress() {
    return bestOpen + " of " + count;
  }
}
