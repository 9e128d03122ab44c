package io.quorate.wal.h2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.spi.HardState;
import io.quorate.spi.LogBoundary;
import io.quorate.spi.PartitionWrite;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Damage to the files of a store: whatever is flipped, a log either has exactly what was written,
 * or fails with a {@link WalException}. What is cut off at the end of the journal is a torn tail
 * only as long as nobody was told that it was written.
 */
class H2WalDamageTest {
  /** How far apart the bytes are that are flipped in the data file; all of them with 1. */
  private static final int STRIDE = Integer.getInteger("damage.stride", 37);

  /** After a clean close: all is in its place, and the journal is empty. */
  private MemoryDirectory closed;

  private String closedContent;

  /** After a kill: the last batches are in the journal. */
  private MemoryDirectory crashed;

  private String crashedContent;

  /** As crashed, but before the last batch. */
  private MemoryDirectory before;

  private String beforeContent;

  @BeforeEach
  void writeAStore() throws Exception {
    MemoryDirectory files = new MemoryDirectory();
    try (H2Wal wal = H2Wal.open(files, H2Options.DEFAULTS)) {
      wal.append(Records.append(1, 1, 20, 50));
      wal.append(Records.append(2, 1, 5, 200));
      wal.append(WalBatch.of(
          1,
          new PartitionWrite(
              false,
              Optional.of(new HardState(3, OptionalInt.of(2))),
              OptionalLong.of(17),
              Optional.of(new LogBoundary(4, 1)),
              List.of(Records.entry(18, 3, 10)))));
      wal.append(new WalBatch(new TreeMap<>(), new TreeMap<>(Map.of("key", new byte[] {1, 2, 3}))));
      closedContent = Contents.of(wal);
    }
    closed = files.copy();
    try (H2Wal wal = H2Wal.open(files, H2Options.DEFAULTS)) {
      wal.append(Records.append(3, 1, 3, 100));
      wal.append(Records.append(3, 4, 2, 3000));
      before = files.copy();
      beforeContent = Contents.of(wal);
      wal.append(Records.append(3, 6, 1, 100));
      crashedContent = Contents.of(wal);
      crashed = files.copy();
    }
  }

  @Test
  void anUndamagedCopyIsWhole() throws Exception {
    assertThat(Contents.of(closed)).isEqualTo(closedContent);
    assertThat(Contents.of(before)).isEqualTo(beforeContent);
    assertThat(Contents.of(crashed)).isEqualTo(crashedContent).isNotEqualTo(beforeContent);
  }

  @Test
  void aFlippedBitIsNeverSilent() {
    flipBits(closed, closedContent, Blocks.NAME, STRIDE);
    flipBits(closed, closedContent, closed.journal(), 1);
    flipBits(closed, closedContent, Mark.NAME, 1);
    flipBits(crashed, crashedContent, Blocks.NAME, STRIDE);
    flipBits(crashed, crashedContent, crashed.journal(), Math.min(STRIDE, 5));
    flipBits(crashed, crashedContent, Mark.NAME, 1);
  }

  private static void flipBits(MemoryDirectory store, String content, String file, int stride) {
    int length = store.content(file).length;
    for (int at = 0; at < length; at += stride) {
      int bit = at % Byte.SIZE;
      isWholeOrFails(
          store.withFlippedBit(file, at, bit), content, file + " at " + at + " bit " + bit);
    }
  }

  private static void isWholeOrFails(MemoryDirectory damaged, String content, String what) {
    try {
      assertThat(Contents.of(damaged)).as(what).isEqualTo(content);
    } catch (WalException e) {
      assertThat(e.kind()).as(what + ": " + e.getMessage()).isIn(Kind.CORRUPT, Kind.NEWER_FORMAT);
    }
  }

  @Test
  void aFlippedBitInTheJournalIsCorruptWithItsPlace() {
    String journal = crashed.journal();
    int length = crashed.content(journal).length;
    for (int at = 0; at < length; at += Math.min(STRIDE, 11)) {
      MemoryDirectory damaged = crashed.withFlippedBit(journal, at, at % Byte.SIZE);
      assertThatThrownBy(() -> Contents.of(damaged))
          .as("at %d", at)
          .isInstanceOfSatisfying(
              WalException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT))
          .hasMessageContaining(journal + " in memory, at ");
    }
  }

  @Test
  void oneDamagedPlaceOfTheMarkCostsNothing() throws Exception {
    for (int place : new int[] {0, 4096}) {
      assertThat(Contents.of(crashed.withFlippedBit(Mark.NAME, place, 0)))
          .isEqualTo(crashedContent);
      assertThat(Contents.of(closed.withFlippedBit(Mark.NAME, place, 0))).isEqualTo(closedContent);
    }
    MemoryDirectory both =
        crashed.withFlippedBit(Mark.NAME, 0, 0).withFlippedBit(Mark.NAME, 4096, 0);
    assertThatThrownBy(() -> Contents.of(both))
        .isInstanceOfSatisfying(
            WalException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT))
        .hasMessageContaining(Mark.NAME);
  }

  @Test
  void aTailThatNobodyWasToldOfIsDropped() throws Exception {
    String journal = crashed.journal();
    byte[] whole = crashed.content(journal);
    int last = before.content(journal).length;
    // As after a kill within a write: the mark is that of the batch before.
    MemoryDirectory torn = crashed.with(Mark.NAME, before.content(Mark.NAME));
    for (int length = last; length < whole.length; length += 97) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThat(Contents.of(torn.with(journal, cut)))
          .as("cut off at " + length)
          .isEqualTo(beforeContent);
      assertThat(Contents.of(torn.with(journal, Arrays.copyOf(cut, whole.length))))
          .as("blank from " + length)
          .isEqualTo(beforeContent);
      assertThat(Contents.of(torn.withFlippedBit(journal, length, 0)))
          .as("not all there at " + length)
          .isEqualTo(beforeContent);
    }
    assertThat(Contents.of(torn)).as("whole, but nobody was told").isEqualTo(crashedContent);
  }

  @Test
  void aLostEndThatWasAcknowledgedIsCorrupt() {
    String journal = crashed.journal();
    byte[] whole = crashed.content(journal);
    for (int length = 0; length < whole.length; length += 97) {
      byte[] cut = Arrays.copyOf(whole, length);
      for (byte[] lost : List.of(cut, Arrays.copyOf(cut, whole.length))) {
        assertThatThrownBy(() -> Contents.of(crashed.with(journal, lost)))
            .as("nothing from %d on", length)
            .isInstanceOfSatisfying(
                WalException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT));
      }
    }
  }

  @Test
  void anOlderDataFileIsCorrupt() {
    for (String older : List.of(Blocks.NAME, closed.journal())) {
      MemoryDirectory mixed = crashed.with(older, closed.content(older));
      if (!older.equals(Blocks.NAME)) {
        mixed = mixed.without(crashed.journal());
      }
      MemoryDirectory all = mixed;
      isWholeOrFails(all, crashedContent, older + " is of the day before");
    }
  }

  @Test
  void aMissingFileIsNeverSilent() {
    for (MemoryDirectory store : List.of(closed, crashed)) {
      for (String file : store.list()) {
        assertThatThrownBy(() -> Contents.of(store.without(file)))
            .as("without " + file)
            .isInstanceOfSatisfying(
                WalException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT))
            .hasMessageContaining(file + " is missing");
      }
    }
  }

  @Test
  void aMissingOrMisplacedRunIsCorruptWithItsPlace() throws Exception {
    MemoryDirectory files = new MemoryDirectory();
    try (H2Wal wal = H2Wal.open(files, H2Options.DEFAULTS)) {
      for (int index = 1; index <= 6; index++) {
        wal.append(Records.append(6, index, 1, 10));
      }
    }
    try (RawStore raw = new RawStore(files)) {
      raw.removeRun(6, 2);
      raw.putRun(6, 4, raw.run(6, 3));
    }
    try (H2Wal wal = H2Wal.open(files, H2Options.DEFAULTS)) {
      assertThat(wal.read(6, 1, 1)).hasSize(1);
      for (long index : new long[] {2, 4}) {
        assertThatThrownBy(() -> wal.read(6, index, 1000))
            .isInstanceOfSatisfying(
                WalException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT))
            .hasMessageContaining("partition 6")
            .hasMessageContaining(Long.toString(index));
        assertThatThrownBy(() -> wal.term(6, index)).hasMessageContaining("partition 6");
      }
      assertThatThrownBy(() -> wal.read(6, 1, 1000)).hasMessageContaining("entry 2");
      assertThat(wal.read(6, 5, 1000)).hasSize(2);
    }
  }

  @Test
  void aDamagedStateIsCorruptWithItsPartition() throws Exception {
    MemoryDirectory files = new MemoryDirectory();
    try (H2Wal wal = H2Wal.open(files, H2Options.DEFAULTS)) {
      wal.append(Records.append(6, 1, 1, 10));
    }
    try (RawStore raw = new RawStore(files)) {
      byte[] state = raw.state(6);
      state[state.length - 1] ^= 1;
      raw.putState(6, state);
    }
    assertThatThrownBy(() -> H2Wal.open(files, H2Options.DEFAULTS))
        .isInstanceOfSatisfying(
            WalException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT))
        .hasMessageContaining("partition 6");
  }

  @Test
  void aDamagedBlockIsCorruptWithThePartitionAndIndexThatNeedIt() throws Exception {
    MemoryDirectory files = new MemoryDirectory();
    try (H2Wal wal = H2Wal.open(files, H2Options.DEFAULTS)) {
      for (int index = 1; index <= 10; index++) {
        wal.append(Records.append(6, index, 1, 20_000));
      }
    }
    byte[] content = files.content(Blocks.NAME);
    damageBlocksOf(Records.entry(3, 1, Blocks.BYTES).bytes(), content);
    try (H2Wal wal = H2Wal.open(files.with(Blocks.NAME, content), H2Options.DEFAULTS)) {
      assertThat(wal.read(6, 1, 1)).hasSize(1);
      assertThatThrownBy(() -> wal.read(6, 3, 1))
          .isInstanceOfSatisfying(
              WalException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT))
          .hasMessageContaining("partition 6: entry 3")
          .hasMessageContaining("data, block ");
      assertThat(wal.read(6, 4, 1)).hasSize(1);
    }
  }

  /** Also in chunks that are not in use any more: H2 writes what is in one page together. */
  private static void damageBlocksOf(byte[] block, byte[] content) {
    int stored = Integer.BYTES + Long.BYTES + Blocks.BYTES;
    int damaged = 0;
    for (int end = stored; end <= content.length; end += stored) {
      if (Arrays.equals(content, end - Blocks.BYTES, end, block, 0, Blocks.BYTES)) {
        content[end - 1] ^= 1;
        damaged++;
      }
    }
    assertThat(damaged).isPositive();
  }
}
