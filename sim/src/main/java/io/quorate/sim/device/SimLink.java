package io.quorate.sim.device;

import io.quorate.engine.codec.Envelope;
import io.quorate.sim.world.SimRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/**
 * One direction between two nodes. Faults add to its numbers and take off again what they added, so
 * that several at once do not undo one another.
 */
public final class SimLink {
  private static final long NO_LIMIT = Long.MAX_VALUE;

  /** About how many frames go over a link in a run. */
  private static final long FRAMES_PER_RUN = 2_000;

  /** How many of the last frames can come again. */
  private static final int KEPT = 512;

  /** A frame that went over the link, whether it arrived or not. */
  record Sent(byte[] bytes, long id) {}

  final SimRandom random;
  final SimRandom strays;
  final SimRandom order;

  /** Filters by what messages are; what one of them wants is lost. */
  final List<Predicate<Envelope>> filters = new ArrayList<>();

  private final Deque<Runnable> held = new ArrayDeque<>();
  private final Deque<Sent> last = new ArrayDeque<>();
  private final List<Long> limits = new ArrayList<>();
  private int blocks;
  private int holds;
  private int loss;
  private int duplicate;
  private int reorder;
  private long delay;

  long lastArrival;
  long queuedBytes;

  private long handicap;
  private long handicapUntil;
  private long sent;
  private long arrived;
  private long lostFrom;
  private long lostTo;

  SimLink(SimRandom random, SimRandom strays, SimRandom order) {
    this.random = random;
    this.strays = strays;
    this.order = order;
  }

  /**
   * Stops all frames, or lets one reason to do so go.
   *
   * @param change 1 or -1
   */
  public void block(int change) {
    blocks += change;
  }

  /**
   * Holds all frames that arrive, or lets one reason to do so go; with the last one, all that was
   * held arrives.
   *
   * @param change 1 or -1
   */
  public void hold(int change) {
    holds += change;
    while (holds == 0 && !held.isEmpty()) {
      held.poll().run();
    }
  }

  /**
   * Changes the chance of loss.
   *
   * @param permille added
   */
  public void addLoss(int permille) {
    loss += permille;
  }

  /**
   * Changes the chance that a frame arrives twice.
   *
   * @param permille added
   */
  public void addDuplicate(int permille) {
    duplicate += permille;
  }

  /**
   * Changes the chance that a frame is overtaken.
   *
   * @param permille added
   */
  public void addReorder(int permille) {
    reorder += permille;
  }

  /**
   * Changes the longest additional delay.
   *
   * @param nanos added
   */
  public void addDelay(long nanos) {
    delay += nanos;
  }

  /**
   * Lets only so many bytes be under way.
   *
   * @param bytes the limit
   */
  public void addLimit(long bytes) {
    limits.add(bytes);
  }

  /**
   * Takes a limit away.
   *
   * @param bytes the limit
   */
  public void removeLimit(long bytes) {
    limits.remove((Long) bytes);
  }

  /**
   * Takes messages out of frames.
   *
   * @param types a bit for each type that is lost
   * @return ends it
   */
  public Runnable loseTypes(long types) {
    return lose(FrameFilter.types(types));
  }

  /**
   * Takes messages out of frames.
   *
   * @param partition whose messages are lost
   * @return ends it
   */
  public Runnable loseGroup(int partition) {
    return lose(FrameFilter.group(partition));
  }

  private Runnable lose(Predicate<Envelope> filter) {
    filters.add(filter);
    return () -> filters.remove(filter);
  }

  /** Breaks the connection: of what is under way, the last frames are lost, all or some. */
  public void reset() {
    lostFrom = arrived + order.nextLong(sent - arrived + 1);
    lostTo = sent;
  }

  /** A frame is there. Returns whether a reset took it. */
  boolean arrives(long number) {
    arrived = Math.max(arrived, number);
    return number > lostFrom && number <= lostTo;
  }

  /**
   * How much longer frames of this link take than others', in priority-based order (Burckhardt and
   * others, <em>A Randomized Scheduler with Probabilistic Guarantees of Finding Bugs</em>, 2010):
   * each link has a priority for some time, and then another.
   */
  long handicap(int switches, long netMax, long election) {
    if (switches == 0) {
      return 0;
    }
    if (sent >= handicapUntil) {
      handicapUntil = sent + 1 + order.nextLong(FRAMES_PER_RUN / switches);
      handicap = switch ((int) order.nextLong(4)) {
        case 0 -> 0;
        case 1 -> 2 * netMax;
        case 2 -> 8 * netMax;
        default -> election / 4;
      };
    }
    return handicap;
  }

  /** Numbers the next frame. */
  long nextFrame() {
    return ++sent;
  }

  /** Keeps a copy of a frame for some time. */
  void remember(byte[] bytes, long id) {
    if (last.size() == KEPT) {
      last.poll();
    }
    last.add(new Sent(bytes, id));
  }

  /** The last frames that went over the link, the oldest first. */
  List<Sent> last() {
    return List.copyOf(last);
  }

  boolean blocked() {
    return blocks > 0;
  }

  /** Keeps a frame that arrives, if frames are held. */
  boolean keeps(Runnable arrival) {
    if (holds > 0) {
      held.add(arrival);
      return true;
    }
    return false;
  }

  int loss() {
    return loss;
  }

  int duplicate() {
    return duplicate;
  }

  int reorder() {
    return reorder;
  }

  long delay() {
    return delay;
  }

  /** How many bytes may be under way: the least of the limits. */
  long limit(long usual) {
    long least = limits.isEmpty() ? NO_LIMIT : limits.get(0);
    for (long limit : limits) {
      least = Math.min(least, limit);
    }
    return Math.min(least, usual);
  }
}
