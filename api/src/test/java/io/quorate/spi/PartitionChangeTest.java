package io.quorate.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.spi.WalException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A log with boundary (3, 1) and the entries 4 to 9: up to 6 of term 1, then of term 2. */
class PartitionChangeTest {
  private static final HardState HARD_STATE = new HardState(2, OptionalInt.of(1));
  private static final PartitionState BEFORE =
      new PartitionState(Optional.of(HARD_STATE), new LogBoundary(3, 1), 9, 2);

  /** One array, because records compare arrays by identity. */
  private static final byte[] NO_BYTES = {};

  private final List<Long> termsAskedFor = new ArrayList<>();

  private PartitionChange plan(PartitionWrite... writes) throws WalException {
    return PartitionChange.plan(1, BEFORE, List.of(writes), index -> {
      termsAskedFor.add(index);
      assertThat(index).isBetween(4L, 8L);
      return index <= 6 ? 1 : 2;
    });
  }

  private static EntryRecord entry(long index, long term) {
    return new EntryRecord(index, term, NO_BYTES);
  }

  private static PartitionWrite append(long index, long term) {
    return PartitionWrite.append(List.of(entry(index, term)));
  }

  private static PartitionWrite truncate(long after) {
    return new PartitionWrite(
        false, Optional.empty(), OptionalLong.of(after), Optional.empty(), List.of());
  }

  private static PartitionWrite boundary(long index, long term) {
    return new PartitionWrite(
        false,
        Optional.empty(),
        OptionalLong.empty(),
        Optional.of(new LogBoundary(index, term)),
        List.of());
  }

  private static PartitionWrite drop() {
    return new PartitionWrite(
        true, Optional.empty(), OptionalLong.empty(), Optional.empty(), List.of());
  }

  @Test
  void anAppendRemovesNothingAndAsksForNothing() throws Exception {
    PartitionChange change = plan(append(10, 2));

    assertThat(change.removes(BEFORE)).isFalse();
    assertThat(change.entries()).containsExactly(entry(10, 2));
    assertThat(change.after())
        .isEqualTo(new PartitionState(Optional.of(HARD_STATE), new LogBoundary(3, 1), 10, 2));
    assertThat(termsAskedFor).isEmpty();
  }

  @Test
  void aTruncationKeepsWhatIsBelow() throws Exception {
    PartitionChange change = plan(truncate(6));

    assertThat(change.removes(BEFORE)).isTrue();
    assertThat(change.keepThrough()).isEqualTo(6);
    assertThat(change.after().lastIndex()).isEqualTo(6);
    assertThat(change.after().lastTerm()).isEqualTo(1);
  }

  @Test
  void aTruncationOfWhatTheSameBatchAppendsLeavesTheStoredEntriesAlone() throws Exception {
    PartitionChange change = plan(append(10, 2), append(11, 3), truncate(10), append(11, 4));

    assertThat(change.removes(BEFORE)).isFalse();
    assertThat(change.entries()).containsExactly(entry(10, 2), entry(11, 4));
  }

  @Test
  void aBoundaryWithinKeepsWhatIsAbove() throws Exception {
    PartitionChange change = plan(boundary(6, 1));

    assertThat(change.removes(BEFORE)).isTrue();
    assertThat(change.keepThrough()).isEqualTo(9);
    assertThat(change.after())
        .isEqualTo(new PartitionState(Optional.of(HARD_STATE), new LogBoundary(6, 1), 9, 2));
  }

  @Test
  void aBoundaryOfAnotherTermOrAboveKeepsNothing() throws Exception {
    for (PartitionWrite write : List.of(boundary(6, 2), boundary(30, 2), boundary(3, 2))) {
      LogBoundary boundary = write.boundary().orElseThrow();
      PartitionChange change = plan(write);

      assertThat(change.removes(BEFORE)).isTrue();
      // Nothing is both above the boundary and kept.
      assertThat(change.keepThrough()).isEqualTo(boundary.index());
      assertThat(change.after())
          .isEqualTo(new PartitionState(
              Optional.of(HARD_STATE), boundary, boundary.index(), boundary.term()));
    }
  }

  @Test
  void theSameBoundaryAgainChangesNothing() throws Exception {
    PartitionChange change = plan(boundary(3, 1));

    assertThat(change.removes(BEFORE)).isFalse();
    assertThat(change.after()).isEqualTo(BEFORE);
  }

  @Test
  void aBoundaryWithinWhatTheSameBatchAppendsDropsTheRest() throws Exception {
    PartitionChange change = plan(append(10, 2), append(11, 3), boundary(10, 2));

    assertThat(change.keepThrough()).isEqualTo(10);
    assertThat(change.entries()).containsExactly(entry(11, 3));
    assertThat(change.after().boundary()).isEqualTo(new LogBoundary(10, 2));
  }

  @Test
  void aDropForgetsAllAndMayBeFollowedByANewLog() throws Exception {
    PartitionChange gone = plan(append(10, 2), drop());
    assertThat(gone.dropped()).isTrue();
    assertThat(gone.removes(BEFORE)).isTrue();
    assertThat(gone.after()).isEqualTo(PartitionState.EMPTY);

    PartitionChange anew = plan(drop(), append(1, 0));
    assertThat(anew.dropped()).isFalse();
    assertThat(anew.keepThrough()).isZero();
    assertThat(anew.entries()).containsExactly(entry(1, 0));
    assertThat(anew.after())
        .isEqualTo(new PartitionState(Optional.empty(), LogBoundary.START, 1, 0));
  }

  @Test
  void whatBreaksARuleIsRefused() {
    refused("entry 11 does not follow the last entry 9", append(11, 2));
    refused("entry 9 does not follow the last entry 9", append(9, 2));
    refused("term 1 of entry 10 is below term 2", append(10, 1));
    refused("truncation after 2 is below the boundary 3", truncate(2));
    refused("boundary 2 is below the boundary 3", boundary(2, 1));
    refused("truncation after 4 is below the boundary 5", boundary(5, 1), truncate(4));
    refused("entry 10 does not follow the last entry 0", drop(), append(10, 2));
  }

  private void refused(String why, PartitionWrite... writes) {
    assertThatThrownBy(() -> plan(writes))
        .isInstanceOfSatisfying(
            WalException.class, e -> assertThat(e.kind()).isEqualTo(Kind.ILLEGAL_BATCH))
        .hasMessage(
            "partition 1: " + why + (why.startsWith("term") ? " of the entry before it" : ""));
  }

  @Test
  void aNegativePartitionIsRefused() {
    assertThatThrownBy(() -> PartitionChange.plan(-1, PartitionState.EMPTY, List.of(), index -> 0))
        .hasMessageContaining("-1");
  }
}
