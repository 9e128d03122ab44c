package io.quorate.sim.filewal;

import io.quorate.spi.EntryRecord;
import io.quorate.spi.PartitionChange;
import io.quorate.spi.WalBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** The records that say what a batch does. */
final class BatchRecords {
  private BatchRecords() {}

  static List<LogRecord> of(
      SortedMap<Integer, PartitionChange> changes, WalBatch batch, LogIndex index) {
    List<LogRecord> records = new ArrayList<>();
    changes.forEach((id, change) -> add(records, id, change, index.partition(id)));
    batch.metadata().forEach((key, value) -> records.add(LogRecord.metadata(key, value)));
    return records;
  }

  private static void add(
      List<LogRecord> records,
      int id,
      PartitionChange change,
      Optional<LogIndex.Partition> present) {
    Optional<LogIndex.Partition> before = present;
    boolean forgotten = change.after().hardState().isEmpty()
        && before.flatMap(LogIndex.Partition::hardState).isPresent();
    if (before.isPresent() && (change.dropped() || forgotten)) {
      records.add(LogRecord.drop(id));
      before = Optional.empty();
    }
    if (change.dropped()) {
      return;
    }
    if (change.after().hardState().isPresent()
        && !change.after().hardState().equals(before.flatMap(LogIndex.Partition::hardState))) {
      records.add(LogRecord.hardState(id, change.after().hardState().get()));
    }
    if (before.isEmpty()
        || !change.after().boundary().equals(before.get().boundary())
        || change.removes(before.get().state())) {
      records.add(LogRecord.log(id, change.after().boundary(), change.keepThrough()));
    }
    for (EntryRecord entry : change.entries()) {
      records.add(LogRecord.entry(id, entry));
    }
  }
}
