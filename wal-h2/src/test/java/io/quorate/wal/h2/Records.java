package io.quorate.wal.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.spi.EntryRecord;
import io.quorate.spi.PartitionWrite;
import io.quorate.spi.Wal;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Entries whose bytes follow from their index. */
final class Records {
  private Records() {}

  static EntryRecord entry(long index, long term, int size) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) (index * 31 + 7));
    return new EntryRecord(index, term, bytes);
  }

  static WalBatch append(int partition, long first, int count, int size) {
    List<EntryRecord> entries = new ArrayList<>();
    for (long index = first; index < first + count; index++) {
      entries.add(entry(index, 1, size));
    }
    return WalBatch.of(partition, PartitionWrite.append(entries));
  }

  /** The partition has exactly the entries 1 to last, as {@link #append} writes them. */
  static void verify(Wal wal, int partition, long last, int size) throws WalException {
    assertThat(wal.state(partition).lastIndex()).isEqualTo(last);
    List<EntryRecord> read = wal.read(partition, 1, Long.MAX_VALUE);
    assertThat(read).hasSize((int) last);
    for (EntryRecord entry : read) {
      assertThat(entry.bytes()).isEqualTo(entry(entry.index(), 1, size).bytes());
    }
  }
}
