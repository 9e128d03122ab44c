package io.quorate.sim.filewal;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.sim.file.Damage;
import io.quorate.sim.file.FileStore;
import io.quorate.sim.file.Geometry;
import io.quorate.sim.file.SimFileSystem;
import io.quorate.sim.file.StoreFile;
import io.quorate.spi.EntryRecord;
import io.quorate.spi.HardState;
import io.quorate.spi.PartitionWrite;
import io.quorate.spi.Wal;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Damage in every place, and the space that comes back. */
class FileWalDamageTest {
  private static final FileWalOptions SMALL = new FileWalOptions(300, 200);
  private static final int ENTRIES = 8;

  private static SimFileSystem written() throws WalException {
    SimFileSystem disk = new SimFileSystem(Geometry.COMMON, nanos -> {});
    try (Wal wal = FileWal.open(disk.boot(), SMALL)) {
      wal.append(WalBatch.of(1, PartitionWrite.hardState(new HardState(3, OptionalInt.of(2)))));
      for (int index = 1; index <= ENTRIES; index++) {
        wal.append(WalBatch.of(1, PartitionWrite.append(List.of(entry(index)))));
      }
      wal.append(WalBatch.ofMetadata("key", new byte[] {7}));
    }
    return disk;
  }

  private static EntryRecord entry(long index) {
    byte[] bytes = new byte[12];
    Arrays.fill(bytes, (byte) index);
    return new EntryRecord(index, 3, bytes);
  }

  private static void holdsAll(Wal wal) throws WalException {
    assertThat(wal.state(1).hardState()).contains(new HardState(3, OptionalInt.of(2)));
    List<EntryRecord> entries = wal.read(1, 1, Long.MAX_VALUE);
    assertThat(entries).hasSize(ENTRIES);
    for (EntryRecord entry : entries) {
      assertThat(entry.bytes()).isEqualTo(entry(entry.index()).bytes());
    }
    assertThat(wal.metadata("key")).isPresent();
  }

  @Test
  void anyChangedByteIsAnErrorOrChangesNothing() throws Exception {
    int errors = 0;
    SimFileSystem example = written();
    FileStore files = example.boot();
    for (String name : files.list()) {
      long size;
      try (StoreFile file = files.open(name)) {
        size = file.size();
      }
      for (long at = 0; at < size; at += at > 60 && name.equals(Manifest.NAME) ? 97 : 1) {
        SimFileSystem disk = written();
        disk.damage(Damage.BIT_FLIP, name, at, 1 << at % 8);
        try (Wal wal = FileWal.open(disk.boot(), SMALL)) {
          holdsAll(wal);
        } catch (WalException e) {
          assertThat(e.kind()).as(name + " at " + at).isEqualTo(Kind.CORRUPT);
          assertThat(e.getMessage()).contains("segment-");
          errors++;
        }
      }
    }
    assertThat(errors).isGreaterThan(500);
  }

  @Test
  void damageBelowAnOpenLogIsAnErrorThatNamesPartitionAndEntry() throws Exception {
    SimFileSystem disk = written();
    Wal wal = FileWal.open(disk.boot(), SMALL);
    disk.damage(Damage.BIT_FLIP, "segment-1", 250, 1);
    disk.evict();
    Optional<WalException> failure = Optional.empty();
    try {
      holdsAll(wal);
    } catch (WalException e) {
      failure = Optional.of(e);
    }
    assertThat(failure.orElseThrow().kind()).isEqualTo(Kind.CORRUPT);
    assertThat(failure.orElseThrow().getMessage()).contains("partition 1", "entry", "segment-1");
  }

  @Test
  void spaceComesBackAndWhatLivesStays() throws WalException, IOException {
    SimFileSystem disk = new SimFileSystem(Geometry.COMMON, nanos -> {});
    FileStore files = disk.boot();
    try (Wal wal = FileWal.open(files, SMALL)) {
      wal.append(WalBatch.of(1, PartitionWrite.append(List.of(entry(1), entry(2)))));
      wal.append(WalBatch.ofMetadata("key", new byte[] {7}));
      for (int round = 0; round < 300; round++) {
        wal.append(WalBatch.of(
            2,
            new PartitionWrite(
                false,
                Optional.of(new HardState(round, OptionalInt.empty())),
                OptionalLong.of(0),
                Optional.empty(),
                List.of(entry(1)))));
      }
    }
    List<String> segments = new ArrayList<>(files.list());
    segments.removeIf(name -> !Segment.isName(name));
    assertThat(segments).hasSizeLessThan(12).doesNotContain("segment-1");
    try (Wal wal = FileWal.open(files, SMALL)) {
      assertThat(wal.read(1, 1, Long.MAX_VALUE)).hasSize(2);
      assertThat(wal.state(2).hardState()).contains(new HardState(299, OptionalInt.empty()));
      assertThat(wal.metadata("key")).isPresent();
    }
  }
}
