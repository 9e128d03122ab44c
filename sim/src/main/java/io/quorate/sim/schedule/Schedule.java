package io.quorate.sim.schedule;

import java.util.List;

/**
 * A run, as data. Times are microseconds.
 *
 * @param seed of the noise: delays, payloads, clients' choices
 * @param faultsEnd when all faults end and the cluster must recover
 * @param end the shortest run
 * @param knobs the settings
 * @param workload the clients
 * @param faults in the order of their times
 * @param triggers in any order
 */
public record Schedule(
    long seed,
    long faultsEnd,
    long end,
    Knobs knobs,
    Workload workload,
    List<Fault> faults,
    List<Trigger> triggers) {

  /** Copies the lists. */
  public Schedule {
    faults = List.copyOf(faults);
    triggers = List.copyOf(triggers);
  }

  /**
   * The schedule of a seed.
   *
   * @param seed any number
   * @param profile which faults
   * @return the same for the same seed and profile
   */
  public static Schedule random(long seed, Profile profile) {
    return new ScheduleGenerator(seed, profile).generate();
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
   * @throws IllegalArgumentException if a line cannot be read; the message quotes it
   */
  public static Schedule parse(String text) {
    return ScheduleText.parse(text);
  }
}
