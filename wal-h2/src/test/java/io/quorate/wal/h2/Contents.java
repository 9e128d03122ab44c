package io.quorate.wal.h2;

import io.quorate.spi.EntryRecord;
import io.quorate.spi.Wal;
import io.quorate.spi.WalException;
import java.util.Arrays;

/** All that a log has, as text. */
final class Contents {
  private Contents() {}

  /** Opens a log on copies of files, and reads all that is in it. */
  static String of(MemoryDirectory files) throws WalException {
    try (Wal wal = H2Wal.open(files.copy(), H2Options.DEFAULTS)) {
      return of(wal);
    }
  }

  static String of(Wal wal) throws WalException {
    StringBuilder all = new StringBuilder();
    for (int partition : wal.partitions()) {
      all.append(partition).append(wal.state(partition));
      long first = wal.state(partition).boundary().index() + 1;
      for (EntryRecord entry : wal.read(partition, first, Long.MAX_VALUE)) {
        all.append(entry.index())
            .append('/')
            .append(entry.term())
            .append(Arrays.hashCode(entry.bytes()));
        if (wal.term(partition, entry.index()) != entry.term()) {
          all.append(" has two terms");
        }
      }
      all.append('\n');
    }
    return all.append(wal.metadata("key").map(Arrays::toString)).toString();
  }
}
