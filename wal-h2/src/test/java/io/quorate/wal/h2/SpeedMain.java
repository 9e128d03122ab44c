package io.quorate.wal.h2;

import io.quorate.spi.Wal;
import io.quorate.wal.rocksdb.RocksDbWal;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How many batches per second, beside RocksDB in the same run, in turns: what else the machine does
 * then hits both.
 */
final class SpeedMain {
  private static final int ENTRY_BYTES = 256;
  private static final int ROUNDS = 10;

  private SpeedMain() {}

  /**
   * Runs.
   *
   * @param arguments an empty directory, and how many batches per round
   */
  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    int batches = Integer.parseInt(arguments[1]);
    for (int entries : new int[] {1, 16, 256}) {
      Path size = Files.createDirectories(directory.resolve("with-" + entries));
      try (Wal h2 = H2Wal.open(size.resolve("h2"));
          Wal rocks = RocksDbWal.open(size.resolve("rocksdb"))) {
        // The first round warms up.
        run(h2, 0, batches, entries);
        run(rocks, 0, batches, entries);
        long h2Nanos = 0;
        long rocksNanos = 0;
        for (int round = 1; round <= ROUNDS; round++) {
          h2Nanos += run(h2, round, batches, entries);
          rocksNanos += run(rocks, round, batches, entries);
        }
        double seconds = 1e9;
        System.out.printf(
            "%d entries: h2 %.0f batches/s, rocksdb %.0f batches/s, ratio %.2f%n",
            entries,
            ROUNDS * batches / (h2Nanos / seconds),
            ROUNDS * batches / (rocksNanos / seconds),
            (double) rocksNanos / h2Nanos);
      }
    }
  }

  private static long run(Wal wal, int round, int batches, int entries) throws Exception {
    long start = System.nanoTime();
    for (int i = 0; i < batches; i++) {
      long first = 1 + ((long) round * batches + i) * entries;
      wal.append(Records.append(1, first, entries, ENTRY_BYTES));
    }
    return System.nanoTime() - start;
  }
}
