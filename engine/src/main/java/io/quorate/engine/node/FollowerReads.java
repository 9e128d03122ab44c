package io.quorate.engine.node;

import io.quorate.engine.codec.CorruptEntryException;
import io.quorate.engine.codec.EntryRecords;
import io.quorate.engine.raft.Effect;
import io.quorate.engine.raft.Input;
import io.quorate.engine.storage.Storage;
import io.quorate.spi.EntryRecord;
import io.quorate.spi.WalException;
import java.util.List;

/** Reads what a follower lacks from the log, when it is not in memory any more. */
final class FollowerReads {
  private FollowerReads() {}

  /** The answer comes as an input of the group's. */
  static void read(NodeContext context, PartitionHost host, Effect.ReadEntries wanted) {
    int partition = host.partition();
    Storage.ReadCompletion completion = new Storage.ReadCompletion() {
      @Override
      public void read(List<EntryRecord> entries) {
        try {
          for (EntryRecord entry : entries) {
            EntryRecords.verify(partition, entry);
          }
        } catch (CorruptEntryException e) {
          context.fail(e.getMessage(), e);
          return;
        }
        host.loop()
            .execute(
                () -> host.input(new Input.EntriesRead(wanted.peer(), wanted.from(), entries)));
      }

      @Override
      public void failed(WalException failure) {
        if (failure.kind() == WalException.Kind.OUT_OF_RANGE) {
          read(List.of()); // compacted since: the leader finds that out by itself
          return;
        }
        context.fail(
            "partition " + partition + " cannot read its log from index " + wanted.from() + ": "
                + failure.getMessage(),
            failure);
      }
    };
    context.storage.read(partition, wanted.from(), wanted.maxBytes(), completion);
  }
}
