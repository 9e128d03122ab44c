package io.quorate.wal.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.spi.HardState;
import io.quorate.spi.LogBoundary;
import io.quorate.spi.PartitionWrite;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damage to the files of a store: whatever is flipped, a log either has exactly what was written,
 * or fails with a {@link WalException}. What is cut off at the end of RocksDB's log is a torn tail
 * only as long as nobody was told that it was written.
 */
class RocksDbWalDamageTest {
  /** RocksDB does not read these, or only their names. */
  private static final List<String> NOT_DATA = List.of("LOG", "LOCK", "IDENTITY", "OPTIONS");

  private static final int HEADER_BYTES = 7;
  private static final int TYPE_AT = 6;
  private static final int LAST_ENTRY_BYTES = 100;

  @TempDir
  Path directory;

  private Path scratch;

  /** After a clean close: all is in table files. */
  private StoreCopy closed;

  private String closedContent;

  /** After a kill: the last batches are in RocksDB's log, the very last one small. */
  private StoreCopy crashed;

  private String crashedContent;

  @BeforeEach
  void writeAStore() throws Exception {
    Path log = directory.resolve("log");
    scratch = directory.resolve("scratch");
    try (RocksDbWal wal = RocksDbWal.open(log)) {
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
      closedContent = StoreCopy.read(wal);
    }
    closed = StoreCopy.of(log);
    try (RocksDbWal wal = RocksDbWal.open(log)) {
      wal.append(Records.append(3, 1, 3, 100));
      // Over more than one block of RocksDB's log.
      wal.append(Records.append(3, 4, 8, 9000));
      wal.append(Records.append(3, 12, 2, 100));
      wal.append(WalBatch.of(2, PartitionWrite.hardState(new HardState(9, OptionalInt.empty()))));
      wal.append(Records.append(3, 14, 1, LAST_ENTRY_BYTES));
      crashedContent = StoreCopy.read(wal);
      crashed = StoreCopy.of(log);
    }
  }

  @Test
  void anUndamagedCopyIsWhole() throws Exception {
    assertThat(closed.read(scratch)).isEqualTo(closedContent);
    assertThat(crashed.read(scratch)).isEqualTo(crashedContent);
  }

  @Test
  void aFlippedBitIsNeverSilent() throws Exception {
    flipBits(closed, closedContent, 150);
    flipBits(crashed, crashedContent, 150);
  }

  /** Flips about so many bits, spread over all files that matter, small files more densely. */
  private void flipBits(StoreCopy store, String content, int count) throws IOException {
    Random random = new Random(count);
    List<String> files = store.files().keySet().stream()
        .filter(file -> NOT_DATA.stream().noneMatch(file::startsWith))
        .filter(file -> store.files().get(file).length > 0)
        .toList();
    for (String file : files) {
      int length = store.files().get(file).length;
      int stride = Math.max(1, length * files.size() / count);
      for (int at = random.nextInt(stride); at < length; at += stride) {
        int bit = random.nextInt(Byte.SIZE);
        isWholeOrFails(
            store.withFlippedBit(file, at, bit), content, file + " at " + at + " bit " + bit);
      }
    }
  }

  private void isWholeOrFails(StoreCopy damaged, String content, String what) throws IOException {
    try {
      assertThat(damaged.read(scratch)).as(what).isEqualTo(content);
    } catch (WalException e) {
      assertThat(e.getMessage()).as(what).isNotBlank();
    }
  }

  @Test
  void aFlippedBitInAHeaderOfTheLogIsCorrupt() throws Exception {
    String log = crashed.file("", ".log");
    for (int record : recordStarts(crashed.content(log))) {
      // Lengths and types: what RocksDB could take for the end of the log, and its checksum
      // cannot tell.
      for (int at = record + HEADER_BYTES - 3; at < record + HEADER_BYTES; at++) {
        for (int bit = 0; bit < Byte.SIZE; bit++) {
          StoreCopy damaged = crashed.withFlippedBit(log, at, bit);
          assertThatThrownBy(() -> damaged.read(scratch))
              .as("bit %d of byte %d of the record at %d", bit, at - record, record)
              .isInstanceOfSatisfying(
                  WalException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT))
              .hasMessageContaining(log);
        }
      }
    }
  }

  private static int[] recordStarts(byte[] log) {
    int[] starts = new int[log.length / HEADER_BYTES];
    int count = 0;
    int at = 0;
    while (at + HEADER_BYTES <= log.length && log[at + TYPE_AT] != 0) {
      starts[count++] = at;
      at += HEADER_BYTES + (log[at + 4] & 0xFF | (log[at + 5] & 0xFF) << 8);
      int left = 32 * 1024 - at % (32 * 1024);
      at += left < HEADER_BYTES ? left : 0;
    }
    return Arrays.copyOf(starts, count);
  }

  @Test
  void aTailThatNobodyWasToldOfIsDropped() throws Exception {
    String log = crashed.file("", ".log");
    byte[] content = crashed.content(log);
    int[] starts = recordStarts(content);
    int last = starts[starts.length - 1];
    // As after a kill within a write: the mark is that of the batch before.
    byte[] mark = markBeforeTheLastBatch();
    StoreCopy torn = crashed.with(AcknowledgedMark.NAME, mark);
    String without = torn.with(log, Arrays.copyOf(content, last)).read(scratch);
    assertThat(without).isNotEqualTo(crashedContent).contains("lastIndex=13");
    for (int length = last + 1; length < content.length; length += 10) {
      assertThat(torn.with(log, Arrays.copyOf(content, length)).read(scratch))
          .as("cut off at " + length)
          .isEqualTo(without);
      byte[] blank = Arrays.copyOf(Arrays.copyOf(content, last), content.length + length);
      assertThat(torn.with(log, blank).read(scratch)).as("blank from " + last).isEqualTo(without);
    }
  }

  private byte[] markBeforeTheLastBatch() throws IOException {
    byte[] mark = crashed.content(AcknowledgedMark.NAME);
    long sequence = ByteBuffer.wrap(mark).getLong();
    Path file = directory.resolve("mark");
    Files.createDirectories(file);
    try (AcknowledgedMark before = AcknowledgedMark.open(file, sequence - 1)) {
      before.force();
    } catch (WalException e) {
      throw new AssertionError(e);
    }
    return Files.readAllBytes(file.resolve(AcknowledgedMark.NAME));
  }

  @Test
  void aLostEndThatWasAcknowledgedIsCorrupt() throws Exception {
    String log = crashed.file("", ".log");
    byte[] content = crashed.content(log);
    for (int start : recordStarts(content)) {
      for (StoreCopy lost : List.of(
          crashed.with(log, Arrays.copyOf(content, start)),
          crashed.with(log, Arrays.copyOf(Arrays.copyOf(content, start), content.length)))) {
        assertThatThrownBy(() -> lost.read(scratch))
            .as("nothing from %d on", start)
            .isInstanceOfSatisfying(
                WalException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT));
      }
    }
  }

  @Test
  void aMissingFileIsNeverSilent() throws Exception {
    for (StoreCopy store : List.of(closed, crashed)) {
      for (String file : store.files().keySet()) {
        isWholeOrFails(
            store.without(file),
            store == closed ? closedContent : crashedContent,
            file + " is missing");
      }
    }
    assertThatThrownBy(() -> closed.without("CURRENT").read(scratch))
        .isInstanceOfSatisfying(
            WalException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT))
        .hasMessageContaining("CURRENT");
  }

  @Test
  void aMissingOrMisplacedRunIsCorruptWithItsPlace() throws Exception {
    Path log = directory.resolve("runs");
    try (RocksDbWal wal = RocksDbWal.open(log)) {
      for (int index = 1; index <= 6; index++) {
        wal.append(Records.append(6, index, 1, 10));
      }
    }
    try (RawStore raw = new RawStore(log)) {
      raw.delete("log", Keys.run(6, 2));
      raw.put("log", Keys.run(6, 4), raw.get("log", Keys.run(6, 3)));
    }
    try (RocksDbWal wal = RocksDbWal.open(log)) {
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
    Path log = directory.resolve("states");
    try (RocksDbWal wal = RocksDbWal.open(log)) {
      wal.append(Records.append(6, 1, 1, 10));
    }
    try (RawStore raw = new RawStore(log)) {
      byte[] state = raw.get("state", Keys.state(6));
      state[state.length - 1] ^= 1;
      raw.put("state", Keys.state(6), state);
    }
    assertThatThrownBy(() -> RocksDbWal.open(log))
        .isInstanceOfSatisfying(
            WalException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT))
        .hasMessageContaining("partition 6");
  }
}
