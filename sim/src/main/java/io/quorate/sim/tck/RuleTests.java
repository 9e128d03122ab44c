package io.quorate.sim.tck;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;

/** Rules as tests of JUnit. */
final class RuleTests {
  private RuleTests() {}

  /**
   * One test for each rule; what is untested is skipped, with the reason.
   *
   * @param rules the rules
   * @param excuses by the names of rules that are not binding, why the backend breaks them
   * @param fixtures makes a fresh fixture for each
   * @param <F> what the checks work on
   * @return the tests
   * @throws IllegalArgumentException if a binding rule is to be excused, or one that is not there
   */
  static <F extends AutoCloseable> Stream<DynamicTest> of(
      List<Rule<F>> rules, Map<String, String> excuses, Callable<F> fixtures) {
    for (String excused : excuses.keySet()) {
      if (rules.stream()
          .noneMatch(rule -> rule.level() == Rule.Level.SHOULD && rule.name().equals(excused))) {
        throw new IllegalArgumentException(
            "'" + excused + "' cannot be excused: it is no rule of this kit, or a binding one");
      }
    }
    return rules.stream()
        .map(rule -> DynamicTest.dynamicTest(
            rule.toString(), () -> run(rule, excuses.get(rule.name()), fixtures)));
  }

  private static <F extends AutoCloseable> void run(
      Rule<F> rule, String excuse, Callable<F> fixtures) throws Exception {
    Assumptions.assumeTrue(rule.check().isPresent(), rule.untested());
    F fixture = fixtures.call();
    try {
      rule.check().orElseThrow().run(fixture);
    } catch (UntestedException e) {
      Assumptions.abort(e.getMessage());
    } catch (AssertionError e) {
      if (excuse == null) {
        throw e;
      }
      Assumptions.abort(excuse + ": " + e.getMessage());
    } finally {
      fixture.close();
    }
  }
}
