package io.quorate.sim.tck;

import java.util.Objects;
import java.util.Optional;

/**
 * One sentence of a contract, and how to check it.
 *
 * @param id the sentence's id in the contract, such as {@code WAL-O2}, or for a sentence without
 *     one the element that it is about, such as {@code Wal.term}; several rules may share one
 * @param name unique within its kit, a few words joined by dashes
 * @param level how binding it is
 * @param sentence what must hold
 * @param check empty if no check can reach it
 * @param untested why there is no check; empty if there is one
 * @param <F> what a check works on
 */
public record Rule<F>(
    String id,
    String name,
    Level level,
    String sentence,
    Optional<Check<F>> check,
    String untested) {

  /** How binding a rule is. */
  public enum Level {
    /** A backend that breaks it is not usable. */
    MUST,
    /** A backend may have a reason to break it. */
    SHOULD
  }

  /**
   * Checks for null.
   *
   * @param id see the component
   * @param name see the component
   * @param level see the component
   * @param sentence see the component
   * @param check see the component
   * @param untested see the component
   */
  public Rule {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(level, "level");
    Objects.requireNonNull(sentence, "sentence");
    if (check.isPresent() != untested.isEmpty()) {
      throw new IllegalArgumentException(name + " needs either a check or a reason to have none");
    }
  }

  /**
   * The check of a rule.
   *
   * @param <F> what it works on
   */
  @FunctionalInterface
  public interface Check<F> {
    /**
     * Returns if the rule holds.
     *
     * @param fixture fresh, used by this check only
     * @throws AssertionError if it does not hold; the message says what was expected and seen
     * @throws UntestedException if it needs what this backend or its tests do not offer, such as a
     *     fault
     * @throws Exception if it does not hold either
     */
    void run(F fixture) throws Exception;
  }

  /**
   * A binding rule.
   *
   * @param id see the component
   * @param name see the component
   * @param sentence see the component
   * @param check see the component
   * @param <F> what the check works on
   * @return the rule
   */
  public static <F> Rule<F> must(String id, String name, String sentence, Check<F> check) {
    return new Rule<>(id, name, Level.MUST, sentence, Optional.of(check), "");
  }

  /**
   * A rule that a backend may have a reason to break.
   *
   * @param id see the component
   * @param name see the component
   * @param sentence see the component
   * @param check see the component
   * @param <F> what the check works on
   * @return the rule
   */
  public static <F> Rule<F> should(String id, String name, String sentence, Check<F> check) {
    return new Rule<>(id, name, Level.SHOULD, sentence, Optional.of(check), "");
  }

  /**
   * A binding rule that no check can reach.
   *
   * @param id see the component
   * @param name see the component
   * @param sentence see the component
   * @param reason why, and who checks it instead
   * @param <F> what checks of this kit work on
   * @return the rule
   */
  public static <F> Rule<F> untested(String id, String name, String sentence, String reason) {
    return new Rule<>(id, name, Level.MUST, sentence, Optional.empty(), reason);
  }

  /** For a test's display name. */
  @Override
  public String toString() {
    return id + " " + name + ": " + sentence;
  }
}
