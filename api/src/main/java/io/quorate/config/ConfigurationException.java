package io.quorate.config;

import io.quorate.RaftException;
import java.util.List;

/**
 * The configuration is wrong; the message lists every problem that was found, not just the first.
 */
public final class ConfigurationException extends RaftException {
  private static final long serialVersionUID = 1L;

  /** All that was found. */
  private final transient List<ConfigProblem> problems;

  /**
   * Makes the exception.
   *
   * @param problems at least one
   */
  public ConfigurationException(List<ConfigProblem> problems) {
    super("QRT-201", message(problems));
    this.problems = List.copyOf(problems);
  }

  /**
   * All that was found.
   *
   * @return at least one problem
   */
  public List<ConfigProblem> problems() {
    return problems;
  }

  private static String message(List<ConfigProblem> problems) {
    StringBuilder text = new StringBuilder("The configuration has ")
        .append(problems.size() == 1 ? "a problem:" : problems.size() + " problems:");
    problems.forEach(problem -> text.append("\n  ").append(problem));
    return text.toString();
  }
}
