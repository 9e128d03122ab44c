package io.quorate.sim.schedule;

import java.util.Locale;

/** Which faults a random schedule has. */
public enum Profile {
  /** A third everything, a third swarm, a third with a focus. */
  FULL,
  /** No fault at all. */
  QUIET,
  /** Every class of fault. */
  EVERYTHING,
  /** Each class of fault is on or off per run, so that classes also meet alone. */
  SWARM,
  /** What troubles elections. */
  ELECTION,
  /** What troubles disks. */
  STORAGE,
  /** Changes of the members, and what troubles them. */
  MEMBERSHIP;

  /**
   * The name in commands.
   *
   * @return such as {@code full}
   */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The inverse of {@link #word}.
   *
   * @param word the name
   * @return the profile
   * @throws IllegalArgumentException if there is none of that name; the message lists them
   */
  public static Profile ofWord(String word) {
    StringBuilder known = new StringBuilder();
    for (Profile profile : values()) {
      if (profile.word().equals(word)) {
        return profile;
      }
      known.append(known.length() == 0 ? "" : ", ").append(profile.word());
    }
    throw new IllegalArgumentException("'" + word + "' is no profile; there are: " + known);
  }
}
