package io.quorate.sim.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.sim.filewal.FileWalProvider;
import io.quorate.sim.tck.RuleReport.Outcome;
import io.quorate.spi.WalProvider;
import io.quorate.wal.memory.MemoryWal;
import io.quorate.wal.memory.MemoryWalProvider;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A kit that finds nothing wrong proves nothing: every rule for logs passes a right one, and finds
 * one that is wrong.
 */
class WalConformanceBitesTest {

  static List<WrongBackend<WalProvider>> wrongBackends() {
    return WrongWals.all();
  }

  @AfterEach
  void cleanUp() {
    Leaks.cleanUp();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongBackends")
  void aRuleFindsAWrongLog(WrongBackend<WalProvider> wrong) {
    RuleReport.Result result = result(wrong.rule(), wrong.provider());
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
  }

  /** A log in memory can suffer all faults, and one on files can be opened by another process. */
  @Test
  void aRightLogPasses() {
    RuleReport inMemory = run(WalRules.all(), new TestWalProvider(MemoryWal::new));
    assertThat(inMemory.failed()).as(inMemory.toString()).containsExactly("service");
    Set<Rule<?>> passed = new HashSet<>();
    for (RuleReport.Result result : inMemory.results()) {
      if (result.outcome() == Outcome.PASSED) {
        passed.add(result.rule());
      }
    }
    RuleReport onFiles = run(
        WalRules.all().stream()
            .filter(rule -> rule.check().isPresent() && !passed.contains(rule))
            .toList(),
        new FileWalProvider());
    assertThat(onFiles.results())
        .as(onFiles.toString())
        .hasSize(3)
        .allMatch(result -> result.outcome() == Outcome.PASSED);
  }

  @Test
  void everyRuleIsBrokenByAWrongLog() {
    System.out.println(WrongBackend.table("Wrong logs, and what finds them:", wrongBackends()));
    assertThat(WalRules.all().stream().map(Rule::name)).doesNotHaveDuplicates();
    assertThat(wrongBackends().stream().map(WrongBackend::rule).distinct())
        .containsExactlyInAnyOrderElementsOf(WalRules.all().stream()
            .filter(rule -> rule.check().isPresent())
            .map(Rule::name)
            .toList());
  }

  @Test
  void aFailureOfRandomStepsComesWithFewSteps() {
    RuleReport.Result result =
        result("random-steps", TestWalProvider.wrapped(BrokenWals::losesTruncation));
    assertThat(result.detail()).contains("seed 1").contains("It needs these steps");
    assertThat(result.detail().lines().filter(line -> line.contains("WalStep[")))
        .hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void aReportIsATableAndALine() {
    RuleReport report = WalRules.check(new MemoryWalProvider(), WalFaults.NONE);
    assertThat(report.conforms()).isTrue();
    assertThat(report.failed()).isEmpty();
    assertThat(report.toString())
        .contains("PASSED")
        .contains("truncation-hides")
        .contains("binds the caller")
        .contains("the log says that it is not durable: it lives in one process only");
    assertThat(report.summary())
        .matches("\\d+ rules, \\d+ passed, \\d+ untested, 0 failed: conforms");
  }

  private static RuleReport.Result result(String name, WalProvider provider) {
    return run(WalRules.all().stream().filter(rule -> rule.name().equals(name)).toList(), provider)
        .results()
        .get(0);
  }

  private static RuleReport run(List<Rule<WalFixture>> rules, WalProvider provider) {
    WalFaults faults = provider instanceof TestWalProvider test ? test.faults() : WalFaults.NONE;
    return RuleReport.run(rules, () -> new WalFixture(provider, faults));
  }
}
