package io.quorate.sim.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.spi.Wal;
import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import io.quorate.spi.WalProvider;
import io.quorate.wal.memory.MemoryDisk;
import io.quorate.wal.memory.MemoryWal;
import io.quorate.wal.memory.MemoryWalProvider;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A kit that finds nothing wrong proves nothing: each of these logs is broken, and a rule says so.
 */
class WalConformanceBitesTest {

  static Stream<Arguments> brokenWals() {
    return Stream.of(
        broken("truncation-hides", BrokenWals::losesTruncation),
        broken("random-steps", BrokenWals::losesTruncation),
        broken("reads-from-any-index", BrokenWals::leavesAGap),
        broken("hard-state", BrokenWals::forgetsHardState),
        broken("opened-anew", BrokenWals::forgetsHardState),
        broken("refused-batch-changes-nothing", BrokenWals::writesPartitionByPartition),
        broken("closed", BrokenWals::acceptsAfterClose),
        broken("boundary-never-goes-back", BrokenWals::acceptsBoundaryBack),
        broken("read-limit", BrokenWals::readsNothingLarge),
        broken("read-limit", BrokenWals::exceedsTheLimit),
        broken("reads-below-the-boundary-fail", BrokenWals::readsOnFromTheBoundary),
        broken("close-is-idempotent", BrokenWals::closesOnce),
        broken("metadata", BrokenWals::keepsEmptyMetadata),
        broken("drop-forgets", BrokenWals::dropsEntriesOnly),
        broken("term", BrokenWals::doesNotKnowTheBoundarysTerm),
        broken("boundary-of-another-term", BrokenWals::keepsConflictingEntries),
        broken("reads-beside-replacement", BrokenWals::showsHalfABatch));
  }

  private static Arguments broken(String rule, UnaryOperator<Wal> wal) {
    return Arguments.of(rule, wal);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenWals")
  void aRuleCatchesABrokenWal(String rule, UnaryOperator<Wal> wal) {
    assertThat(outcome(rule, new Provider(disk -> wal.apply(new MemoryWal(disk)))))
        .isEqualTo(RuleReport.Outcome.FAILED);
    assertThat(outcome(rule, new Provider(MemoryWal::new))).isEqualTo(RuleReport.Outcome.PASSED);
  }

  @Test
  void aRuleCatchesAWalThatGoesOnAfterAFailure() {
    Provider provider = new Provider(
        disk -> BrokenWals.getsUpAgain(new MemoryWal(disk), () -> new MemoryWal(disk)));
    assertThat(outcome("failure-is-final", provider)).isEqualTo(RuleReport.Outcome.FAILED);
    assertThat(outcome("disk-full", provider)).isEqualTo(RuleReport.Outcome.FAILED);
  }

  @Test
  void aRuleCatchesAWalThatDoesNotLock() {
    Provider provider = new Provider(disk -> {
      try {
        return new MemoryWal(disk);
      } catch (WalException e) {
        assertThat(e.kind()).isEqualTo(Kind.LOCKED);
        return new MemoryWal(new MemoryDisk("another"));
      }
    });
    assertThat(outcome("lock", provider)).isEqualTo(RuleReport.Outcome.FAILED);
  }

  @Test
  void aFailureOfRandomStepsComesWithFewSteps() {
    RuleReport.Result result = result(
        "random-steps", new Provider(disk -> BrokenWals.losesTruncation(new MemoryWal(disk))));
    assertThat(result.detail()).contains("seed 1").contains("It needs these steps");
    assertThat(result.detail().lines().filter(line -> line.contains("WalStep[")))
        .hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void everyRuleHasAName() {
    assertThat(WalRules.all().stream().map(Rule::name)).doesNotHaveDuplicates();
  }

  @Test
  void everyBindingIdOfTheContractHasARule() {
    assertThat(WalRules.all().stream().map(Rule::id))
        .contains(
            "WAL-T1", "WAL-T2", "WAL-D1", "WAL-D2", "WAL-A1", "WAL-A2", "WAL-O1", "WAL-O2",
            "WAL-O3", "WAL-O4", "WAL-F1", "WAL-F2", "WAL-F3", "WAL-F4", "WAL-L1", "WAL-L2",
            "WAL-L3", "WAL-L4", "WAL-L5");
  }

  @Test
  void aReportIsATable() {
    RuleReport report = WalRules.check(new MemoryWalProvider(), WalFaults.NONE);
    assertThat(report.conforms()).isTrue();
    assertThat(report.failed()).isEmpty();
    assertThat(report.toString())
        .contains("PASSED")
        .contains("truncation-hides")
        .contains("binds the caller");
  }

  private static RuleReport.Outcome outcome(String rule, Provider provider) {
    return result(rule, provider).outcome();
  }

  private static RuleReport.Result result(String name, Provider provider) {
    return RuleReport.run(
            WalRules.all().stream().filter(rule -> rule.name().equals(name)).toList(),
            () -> new WalFixture(provider, new MemoryWalFaults(provider.disks)))
        .results()
        .get(0);
  }

  private interface Opening {
    Wal on(MemoryDisk disk) throws WalException;
  }

  /** Opens whatever it is told to, on disks that last. */
  private static final class Provider implements WalProvider {
    final MemoryWalProvider disks = new MemoryWalProvider();
    private final Opening opening;

    Provider(Opening opening) {
      this.opening = opening;
    }

    @Override
    public String name() {
      return "broken";
    }

    @Override
    public int formatVersion() {
      return 1;
    }

    @Override
    public String durability() {
      return "none";
    }

    @Override
    public Wal open(WalContext context) throws WalException {
      return opening.on(disks.disk(context.directory()));
    }
  }
}
