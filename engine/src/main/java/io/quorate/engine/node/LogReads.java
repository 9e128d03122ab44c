package io.quorate.engine.node;

import io.quorate.engine.codec.CorruptEntryException;
import io.quorate.engine.codec.EntryRecords;
import io.quorate.engine.raft.Effect;
import io.quorate.engine.raft.Input;
import io.quorate.engine.storage.Storage;
import io.quorate.spi.EntryRecord;
import io.quorate.spi.WalException;
import java.util.List;
import java.util.function.Consumer;

/** Reads a partition's log, where it is not in memory any more. */
final class LogReads {
  private LogReads() {}

  /**
   * For whoever is to have the entries, on a thread of the storage's. There are none if the log has
   * been compacted since: its owner finds that out by itself. Any other failure is the node's.
   */
  static void read(
      NodeContext context,
      int partition,
      long from,
      long maxBytes,
      Consumer<List<EntryRecord>> reader) {
    context.storage.read(partition, from, maxBytes, new Storage.ReadCompletion() {
      @Override
      public void read(List<EntryRecord> entries) {
        reader.accept(entries);
      }

      @Override
      public void failed(WalException failure) {
        if (failure.kind() == WalException.Kind.OUT_OF_RANGE) {
          reader.accept(List.of());
          return;
        }
        context.fail(
            "partition " + partition + " cannot read its log from index " + from + ": "
                + failure.getMessage(),
            failure);
      }
    });
  }

  /** What a follower lacks; comes as an input of the group's. */
  static void forFollower(NodeContext context, PartitionHost host, Effect.ReadEntries wanted) {
    int partition = host.partition();
    read(context, partition, wanted.from(), wanted.maxBytes(), entries -> {
      try {
        for (EntryRecord entry : entries) {
          EntryRecords.verify(partition, entry);
        }
      } catch (CorruptEntryException e) {
        context.fail(e.getMessage(), e);
        return;
      }
      host.loop()
          .execute(() -> host.input(new Input.EntriesRead(wanted.peer(), wanted.from(), entries)));
    });
  }
}
