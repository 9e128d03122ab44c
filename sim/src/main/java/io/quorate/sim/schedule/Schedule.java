package io.quorate.sim.schedule;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A run, as data. Times are microseconds.
 *
 * <p>The <em>elements</em> of a schedule are its faults, triggers and calls: what a minimiser may
 * leave out one by one. A random schedule has no calls; its clients draw them while they run, and
 * {@link #withCalls} turns what they did into data.
 *
 * @param seed of the noise: delays, payloads, clients' choices
 * @param faultsEnd when all faults end and the cluster must recover
 * @param end the shortest run
 * @param core the nodes that are healed in the end: bit 0 is node 1; 0 for all. The others stay as
 *     {@code rest} says for good, and the core must recover without them
 * @param rest what keeps the others away
 * @param knobs the settings
 * @param traffic the clients that draw their calls
 * @param faults in the order of their times
 * @param triggers in any order
 * @param calls in the order of their times
 */
public record Schedule(
    long seed,
    long faultsEnd,
    long end,
    int core,
    Rest rest,
    Knobs knobs,
    Traffic traffic,
    List<Fault> faults,
    List<Trigger> triggers,
    List<Call> calls) {

  /** What is wrong for good with the nodes that are not healed in the end. */
  public enum Rest {
    /** Their processes have ended. */
    DOWN,
    /** Their processes stand still. */
    PAUSED,
    /** They neither hear nor are heard, not even by each other. */
    ISOLATED,
    /** They hear the core, and it does not hear them. */
    MUTE,
    /** The core hears them, and they do not hear it. */
    DEAF,
    /** They take part, but no sync of their disks ends any more. */
    STALLED
  }

  /** Copies the lists. */
  public Schedule {
    faults = List.copyOf(faults);
    triggers = List.copyOf(triggers);
    calls = List.copyOf(calls);
  }

  /**
   * The schedule of a seed.
   *
   * @param seed any number
   * @param profile which faults
   * @return the same for the same seed and profile
   */
  public static Schedule random(long seed, Profile profile) {
    return random(seed, profile, UnaryOperator.identity());
  }

  /**
   * The schedule of a seed, with some settings fixed.
   *
   * @param seed any number
   * @param profile which faults
   * @param knobs changes the knobs that were drawn, before anything else is drawn by them
   * @return the same for the same arguments
   */
  public static Schedule random(long seed, Profile profile, UnaryOperator<Knobs> knobs) {
    return new ScheduleGenerator(seed, profile, knobs).generate();
  }

  /**
   * How many elements there are.
   *
   * @return faults, triggers and calls
   */
  public int elements() {
    return faults.size() + triggers.size() + calls.size();
  }

  /**
   * The same run with the calls as data, instead of clients that draw them.
   *
   * @param made what the clients of a run of this schedule did
   * @return a schedule without clients of its own
   */
  public Schedule withCalls(List<Call> made) {
    return new Schedule(
        seed, faultsEnd, end, core, rest, knobs, traffic.withoutClients(), faults, triggers, made);
  }

  /**
   * The same run with other elements.
   *
   * @param newFaults instead of the faults
   * @param newTriggers instead of the triggers
   * @param newCalls instead of the calls
   * @return all else is the same
   */
  public Schedule withElements(
      List<Fault> newFaults, List<Trigger> newTriggers, List<Call> newCalls) {
    return new Schedule(
        seed, faultsEnd, end, core, rest, knobs, traffic, newFaults, newTriggers, newCalls);
  }

  /**
   * The same elements with other settings.
   *
   * @param newKnobs instead of the knobs
   * @return all else is the same
   */
  public Schedule withKnobs(Knobs newKnobs) {
    return new Schedule(
        seed, faultsEnd, end, core, rest, newKnobs, traffic, faults, triggers, calls);
  }

  /**
   * The text form.
   *
   * @return what {@link #parse} reads
   */
  public String toText() {
    return ScheduleText.write(this);
  }

  /**
   * Reads the text form.
   *
   * @param text as {@link #toText} writes it; empty lines and lines that begin with # are skipped
   * @return the schedule
   * @throws IllegalArgumentException if a line cannot be read, which the message quotes, or if the
   *     text is not whole
   */
  public static Schedule parse(String text) {
    return ScheduleText.parse(text);
  }
}
