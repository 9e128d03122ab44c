package io.quorate.engine.production;

import io.quorate.engine.storage.Storage.Completion;
import io.quorate.spi.EntryRecord;
import io.quorate.spi.PartitionWrite;
import io.quorate.spi.WalBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Batches that are written by one append. */
final class WriteGroup {
  private final List<WalBatch> batches = new ArrayList<>();
  private final List<Completion> completions = new ArrayList<>();
  private long bytes;

  /** A batch that waits to be written, and who hears of it. */
  record Submission(WalBatch batch, Completion completion) {}

  void add(Submission submission) {
    batches.add(submission.batch());
    completions.add(submission.completion());
    bytes += size(submission.batch());
  }

  /** What the batches write, in order of submission; of metadata the last value stays. */
  WalBatch merged() {
    if (batches.size() == 1) {
      return batches.get(0);
    }
    SortedMap<Integer, List<PartitionWrite>> partitions = new TreeMap<>();
    SortedMap<String, byte[]> metadata = new TreeMap<>();
    for (WalBatch batch : batches) {
      batch
          .partitions()
          .forEach((partition, writes) ->
              partitions.computeIfAbsent(partition, id -> new ArrayList<>()).addAll(writes));
      metadata.putAll(batch.metadata());
    }
    return new WalBatch(partitions, metadata);
  }

  int count() {
    return batches.size();
  }

  long bytes() {
    return bytes;
  }

  List<Completion> completions() {
    return completions;
  }

  void clear() {
    batches.clear();
    completions.clear();
    bytes = 0;
  }

  private static long size(WalBatch batch) {
    long size = 0;
    for (List<PartitionWrite> writes : batch.partitions().values()) {
      for (PartitionWrite write : writes) {
        for (EntryRecord entry : write.entries()) {
          size += entry.bytes().length;
        }
      }
    }
    for (byte[] value : batch.metadata().values()) {
      size += value.length;
    }
    return size;
  }
}
