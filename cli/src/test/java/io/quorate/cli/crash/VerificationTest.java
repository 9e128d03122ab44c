package io.quorate.cli.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.ReplicationStatus;
import io.quorate.cli.control.AppliedEntry;
import io.quorate.cli.control.WriteOutcome;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A verification that misses something would make every crash test worthless. */
class VerificationTest {
  private final Ledger ledger = new Ledger(List.of(1));

  private void wrote(String text, ReplicationStatus status, long index) {
    long term = status == ReplicationStatus.COMMITTED ? 1 : 0;
    ledger.close(
        ledger.open(1, 1, text), new WriteOutcome(status, index, term, Optional.empty(), ""));
  }

  private void acknowledged(String text, long index) {
    wrote(text, ReplicationStatus.COMMITTED, index);
  }

  private static List<AppliedEntry> log(Object... indexesAndTexts) {
    List<AppliedEntry> entries = new java.util.ArrayList<>();
    for (int i = 0; i < indexesAndTexts.length; i += 2) {
      entries.add(
          new AppliedEntry((Integer) indexesAndTexts[i], 1, (String) indexesAndTexts[i + 1]));
    }
    return entries;
  }

  @SafeVarargs
  private Verification.Result check(List<AppliedEntry>... logs) {
    SortedMap<Integer, List<AppliedEntry>> applied = new TreeMap<>();
    for (int i = 0; i < logs.length; i++) {
      applied.put(i + 1, logs[i]);
    }
    Verification verification = new Verification();
    verification.check(1, ledger, applied);
    return verification.result();
  }

  @Test
  void equalLogsWithAllThatWasAcknowledgedAreFine() {
    acknowledged("a", 2);
    wrote("refused", ReplicationStatus.NOT_LEADER, 0);
    wrote("unknown, applied", ReplicationStatus.UNKNOWN, 0);
    wrote("unknown, lost", ReplicationStatus.UNKNOWN, 0);
    acknowledged("b", 5);
    List<AppliedEntry> log = log(2, "a", 4, "unknown, applied", 5, "b");
    Verification.Result result = check(log, log, log);
    assertThat(result.faults()).isEmpty();
    assertThat(result)
        .hasToString("2 acknowledged, 0 lost; 1 refused; 2 unknown, of which 1 were applied");
  }

  @Test
  void aLostWriteIsFound() {
    acknowledged("a", 2);
    acknowledged("b", 3);
    Verification.Result result = check(log(2, "a"), log(2, "a"), log(2, "a"));
    assertThat(result.lost()).isEqualTo(1);
    assertThat(result.faults())
        .first()
        .isEqualTo("partition 1: node-1 has lost an acknowledged write:"
            + " 'b' (partition 1, sent to node-1, COMMITTED at 3 term 1)");
  }

  @Test
  void aWriteThatOneNodeLacksIsFound() {
    acknowledged("a", 2);
    Verification.Result result = check(log(2, "a"), log(), log(2, "a"));
    assertThat(result.lost()).isEqualTo(1);
    assertThat(result.faults()).contains("partition 1: node-1 has applied 1 entries, node-2 0");
  }

  @Test
  void aDuplicateIsFound() {
    wrote("a", ReplicationStatus.UNKNOWN, 0);
    List<AppliedEntry> log = log(2, "a", 3, "a");
    assertThat(check(log, log).faults())
        .first()
        .isEqualTo("partition 1: node-1 applied 'a' twice, at 2 and 3");
  }

  @Test
  void anotherOrderOnOneNodeIsFound() {
    acknowledged("a", 2);
    acknowledged("b", 3);
    assertThat(check(log(2, "a", 3, "b"), log(2, "b", 3, "a")).faults())
        .first()
        .asString()
        .contains("position 1 is", "on node-1 but", "on node-2");
  }

  @Test
  void indexesThatDoNotIncreaseAreFound() {
    wrote("a", ReplicationStatus.UNKNOWN, 0);
    wrote("b", ReplicationStatus.UNKNOWN, 0);
    List<AppliedEntry> log = log(3, "a", 3, "b");
    assertThat(check(log, log).faults()).contains("partition 1: node-1 applied index 3 after 3");
  }

  @Test
  void anotherIndexThanTheAcknowledgedOneIsFound() {
    acknowledged("a", 2);
    List<AppliedEntry> log = log(3, "a");
    assertThat(check(log, log).faults())
        .first()
        .asString()
        .contains("applied at 3 in term 1 what was acknowledged elsewhere");
  }

  @Test
  void anAppliedRefusalIsFound() {
    wrote("a", ReplicationStatus.LEADERSHIP_LOST, 0);
    List<AppliedEntry> log = log(2, "a");
    assertThat(check(log, log).faults())
        .first()
        .asString()
        .contains("applied at 2 what was refused");
  }

  @Test
  void anEntryThatNobodyWroteIsFound() {
    List<AppliedEntry> log = log(2, "ghost");
    assertThat(check(log, log).faults()).first().asString().contains("'ghost', which nobody wrote");
  }

  @Test
  void aLaterWriteAtALowerIndexIsFound() {
    acknowledged("a", 5);
    acknowledged("b", 4);
    List<AppliedEntry> log = log(4, "b", 5, "a");
    assertThat(check(log, log).faults())
        .first()
        .asString()
        .contains("node-1 applied at 4 what was sent after index 5 had been acknowledged");
  }
}
