package io.quorate.wal.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.spi.LogBoundary;
import io.quorate.spi.PartitionWrite;
import io.quorate.spi.WalBatch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a log costs, and what it bears: syncs, threads, bytes of the disk, interrupts. */
class H2WalSpaceTest {
  @TempDir
  Path directory;

  @Test
  void anAppendIsTwoSyncsWhateverItsSize() throws Exception {
    FailingDirectory counting = new FailingDirectory(DiskDirectory.create(directory));
    try (H2Wal wal = H2Wal.open(counting, H2Options.DEFAULTS)) {
      long next = 1;
      for (int count : new int[] {1, 1, 16, 256, 1}) {
        int before = counting.syncs();
        wal.append(Records.append(1, next, count, 256));
        assertThat(counting.syncs() - before).isEqualTo(2);
        next += count;
      }
      int before = counting.syncs();
      wal.read(1, 1, Long.MAX_VALUE);
      assertThat(counting.syncs()).isEqualTo(before);
    }
  }

  @Test
  void aNewJournalIsFourSyncsMore() throws Exception {
    FailingDirectory counting = new FailingDirectory(DiskDirectory.create(directory));
    try (H2Wal wal = H2Wal.open(counting, new H2Options(1, 1024 * 1024))) {
      int before = counting.syncs();
      wal.append(Records.append(1, 1, 1, 256));
      // The data file, the journal, the mark twice.
      assertThat(counting.syncs() - before).isEqualTo(6);
    }
  }

  @Test
  void largeEntriesAndManyEntriesFit() throws Exception {
    int large = 16 * 1024 * 1024;
    try (H2Wal wal = H2Wal.open(directory)) {
      wal.append(Records.append(1, 1, 1, large));
      wal.append(Records.append(1, 2, 1, large));
      wal.append(Records.append(2, 1, 100_000, 20));
      assertThat(wal.read(1, 1, 1)).hasSize(1);
    }
    try (H2Wal wal = H2Wal.open(directory)) {
      Records.verify(wal, 1, 2, large);
      Records.verify(wal, 2, 100_000, 20);
      assertThat(wal.read(2, 99_990, 40)).hasSize(2);
    }
  }

  @Test
  void spaceComesBackWhenTheBoundaryMoves() throws Exception {
    H2Options options = new H2Options(256 * 1024, 1024 * 1024);
    Path data = directory.resolve(Blocks.NAME);
    long kept = 50;
    long largest = 0;
    try (H2Wal wal = H2Wal.open(directory, options)) {
      // A partition that is written rarely, and whose few entries nobody removes.
      for (int i = 1; i <= 3000; i++) {
        if (i % 300 == 1) {
          wal.append(Records.append(2, 1 + i / 300, 1, 100));
        }
        wal.append(Records.append(1, i, 1, 2000));
        if (i % 25 == 0 && i > kept) {
          wal.append(WalBatch.of(1, boundary(i - kept)));
        }
        if (i > 500) {
          largest = Math.max(largest, Files.size(data));
        }
      }
      assertThat(wal.read(2, 1, Long.MAX_VALUE)).hasSize(10);
    }
    // 75 entries of 2,000 bytes are needed at most; 6 MB were written.
    assertThat(largest).isLessThan(2_000_000);
  }

  @Test
  void aLogHasNoThreadOfItsOwn() throws Exception {
    List<String> before = threads();
    try (H2Wal wal = H2Wal.open(directory)) {
      wal.append(Records.append(1, 1, 10, 100));
      assertThat(threads()).containsExactlyElementsOf(before);
    }
    assertThat(threads()).containsExactlyElementsOf(before);
  }

  @Test
  void anInterruptDoesNotEndTheLog() throws Exception {
    // So small that each append begins a journal, and syncs the directory.
    try (H2Wal wal = H2Wal.open(directory, new H2Options(1, 1024 * 1024))) {
      Thread.currentThread().interrupt();
      wal.append(Records.append(1, 1, 10, 100));
      wal.append(Records.append(1, 11, 10, 100));
      Records.verify(wal, 1, 20, 100);
      assertThat(Thread.interrupted()).as("whoever is interrupted hears of it").isTrue();
    }
    try (H2Wal wal = H2Wal.open(directory)) {
      Records.verify(wal, 1, 20, 100);
    }
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().contains("H2") || thread.getName().contains("MVStore"))
        .map(Thread::getName)
        .sorted()
        .toList();
  }

  private static PartitionWrite boundary(long index) {
    return new PartitionWrite(
        false,
        Optional.empty(),
        OptionalLong.empty(),
        Optional.of(new LogBoundary(index, 1)),
        List.of());
  }
}
