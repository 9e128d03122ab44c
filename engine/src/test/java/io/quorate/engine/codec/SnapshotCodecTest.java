package io.quorate.engine.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.DecisionResult.Decision;
import io.quorate.HybridTimestamp;
import io.quorate.Proposal;
import io.quorate.engine.raft.Configuration;
import io.quorate.engine.raft.Snapshot;
import io.quorate.engine.snapshot.SnapshotHeader;
import io.quorate.engine.ticket.TicketEntry;
import io.quorate.engine.ticket.TicketsState;
import io.quorate.spi.LogBoundary;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What a snapshot begins with comes back as it was, whatever follows it. */
class SnapshotCodecTest {
  private static HybridTimestamp at(long millis) {
    return new HybridTimestamp(millis, 1, 2);
  }

  private static SnapshotHeader header() {
    TreeMap<HybridTimestamp, TicketEntry> open = new TreeMap<>();
    open.put(
        at(5),
        new TicketEntry(List.of(new Proposal("debit", new byte[] {1, 2})), 60_000, 10, 1_000));
    LinkedHashMap<HybridTimestamp, TicketsState.Verdict> decided = new LinkedHashMap<>();
    decided.put(at(9), new TicketsState.Verdict(Decision.ROLLED_BACK, 40));
    decided.put(at(3), new TicketsState.Verdict(Decision.COMMITTED, 41));
    return new SnapshotHeader(
        7,
        new Snapshot(
            new LogBoundary(42, 6),
            17,
            new Configuration(
                new TreeSet<>(List.of(1, 2)),
                new TreeSet<>(List.of(2, 3)),
                new TreeSet<>(List.of(4)))),
        at(99),
        41,
        new TicketsState(open, decided));
  }

  @Test
  void aHeaderComesBackAndLeavesTheStateToTheApplication() throws Exception {
    byte[] begin = SnapshotCodec.encode(header());
    byte[] all = Arrays.copyOf(begin, begin.length + 3);
    all[begin.length] = 'x';
    ByteArrayInputStream in = new ByteArrayInputStream(all);
    SnapshotHeader read = SnapshotCodec.decode(in);
    assertThat(read.core()).isEqualTo(header().core());
    assertThat(read.timestamp()).isEqualTo(at(99));
    assertThat(read.deliveredIndex()).isEqualTo(41);
    assertThat(read.partition()).isEqualTo(7);
    assertThat(read.tickets().open().keySet()).containsExactly(at(5));
    assertThat(read.tickets().open().get(at(5)).lifetimeMillis()).isEqualTo(60_000);
    // The order decides which are forgotten first.
    assertThat(read.tickets().decided().keySet()).containsExactly(at(9), at(3));
    assertThat(in.readAllBytes()).containsExactly('x', 0, 0);
  }

  @Test
  void equalHeadersAreEqualBytes() {
    assertThat(SnapshotCodec.encode(header())).isEqualTo(SnapshotCodec.encode(header()));
  }

  @Test
  void whatIsNoSnapshotIsRefused() {
    byte[] whole = SnapshotCodec.encode(header());
    assertThatThrownBy(() -> SnapshotCodec.decode(new ByteArrayInputStream(new byte[100])))
        .isInstanceOf(MalformedRecordException.class)
        .hasMessageContaining("does not begin");
    assertThatThrownBy(() ->
            SnapshotCodec.decode(new ByteArrayInputStream(Arrays.copyOf(whole, whole.length - 1))))
        .isInstanceOf(EOFException.class);
    byte[] long1 = whole.clone();
    long1[8] = -1;
    assertThatThrownBy(() -> SnapshotCodec.decode(new ByteArrayInputStream(long1)))
        .isInstanceOf(MalformedRecordException.class)
        .hasMessageContaining("length");
  }
}
