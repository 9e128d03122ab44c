package io.quorate.sim.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ServiceConfigurationError;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * What running the rules of a kit came to, without any test framework.
 *
 * @param results one for each rule, in the order of the rules
 */
public record RuleReport(List<Result> results) {

  /** What became of a rule. */
  public enum Outcome {
    /** It holds. */
    PASSED,
    /** It does not. */
    FAILED,
    /** Nobody knows: there is no check, or something that it needs is not offered. */
    UNTESTED
  }

  /**
   * One rule's result.
   *
   * @param rule the rule
   * @param outcome what became of it
   * @param detail why it failed or is untested; empty if it passed
   */
  public record Result(Rule<?> rule, Outcome outcome, String detail) {}

  /** Copies the list. */
  public RuleReport {
    results = List.copyOf(results);
  }

  /**
   * Runs rules one after the other.
   *
   * @param rules the rules
   * @param fixtures makes a fresh fixture for each; it is closed afterwards
   * @param <F> what the checks work on
   * @return the report
   */
  public static <F extends AutoCloseable> RuleReport run(
      List<Rule<F>> rules, Callable<F> fixtures) {
    return run(rules, fixtures, rule -> {});
  }

  /**
   * Runs rules one after the other, and tells which.
   *
   * @param rules the rules
   * @param fixtures makes a fresh fixture for each; it is closed afterwards
   * @param next is told each rule before it is run, for whoever waits
   * @param <F> what the checks work on
   * @return the report
   */
  public static <F extends AutoCloseable> RuleReport run(
      List<Rule<F>> rules, Callable<F> fixtures, Consumer<Rule<F>> next) {
    List<Result> results = new ArrayList<>();
    for (Rule<F> rule : rules) {
      next.accept(rule);
      results.add(run(rule, fixtures));
    }
    return new RuleReport(results);
  }

  private static <F extends AutoCloseable> Result run(Rule<F> rule, Callable<F> fixtures) {
    if (rule.check().isEmpty()) {
      return new Result(rule, Outcome.UNTESTED, rule.untested());
    }
    try {
      F fixture = fixtures.call();
      try {
        rule.check().get().run(fixture);
      } finally {
        fixture.close();
      }
      return new Result(rule, Outcome.PASSED, "");
    } catch (UntestedException e) {
      return new Result(rule, Outcome.UNTESTED, e.getMessage());
    } catch (Exception | AssertionError | LinkageError | ServiceConfigurationError e) {
      // A backend is someone else's code; what it lacks shows in the first call that needs it.
      return new Result(rule, Outcome.FAILED, e.toString());
    }
  }

  /**
   * Whether the backend may be used.
   *
   * @return true if no binding rule failed
   */
  public boolean conforms() {
    return results.stream()
        .noneMatch(result ->
            result.outcome() == Outcome.FAILED && result.rule().level() == Rule.Level.MUST);
  }

  /**
   * The names of the rules that failed.
   *
   * @return in the order of the rules
   */
  public List<String> failed() {
    return results.stream()
        .filter(result -> result.outcome() == Outcome.FAILED)
        .map(result -> result.rule().name())
        .toList();
  }

  /**
   * The report in a line.
   *
   * @return for example {@code 52 rules, 47 passed, 5 untested, 0 failed: conforms}
   */
  public String summary() {
    return counts() + ": " + (conforms() ? "conforms" : "does not conform");
  }

  /**
   * How many rules came to what.
   *
   * @return for example {@code 52 rules, 47 passed, 5 untested, 0 failed}
   */
  public String counts() {
    return String.format(
        Locale.ROOT,
        "%d rules, %d passed, %d untested, %d failed",
        results.size(),
        count(Outcome.PASSED),
        count(Outcome.UNTESTED),
        count(Outcome.FAILED));
  }

  private long count(Outcome outcome) {
    return results.stream().filter(result -> result.outcome() == outcome).count();
  }

  /** A table: outcome, level, id, name, and for what did not pass, why. */
  @Override
  public String toString() {
    int ids =
        results.stream().mapToInt(result -> result.rule().id().length()).max().orElse(1);
    String line = "%-8s %-6s %-" + ids + "s %s%n";
    StringBuilder table = new StringBuilder();
    for (Result result : results) {
      Rule<?> rule = result.rule();
      table.append(
          String.format(Locale.ROOT, line, result.outcome(), rule.level(), rule.id(), rule.name()));
      if (!result.detail().isEmpty()) {
        table.append("         ").append(result.detail()).append(System.lineSeparator());
      }
    }
    return table.toString();
  }
}
