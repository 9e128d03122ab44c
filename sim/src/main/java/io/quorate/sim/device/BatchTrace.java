package io.quorate.sim.device;

import io.quorate.sim.world.Detail.BatchContents;
import io.quorate.sim.world.Detail.Part;
import io.quorate.spi.EntryRecord;
import io.quorate.spi.HardState;
import io.quorate.spi.LogBoundary;
import io.quorate.spi.PartitionWrite;
import io.quorate.spi.WalBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What a full trace remembers of batches. */
final class BatchTrace {
  private BatchTrace() {}

  static BatchContents contents(long firstNumber, long began, List<WalBatch> batches) {
    List<Part> parts = new ArrayList<>();
    long number = firstNumber;
    for (WalBatch batch : batches) {
      long own = number++;
      batch
          .partitions()
          .forEach((partition, writes) -> writes.forEach(w -> parts.add(part(own, partition, w))));
    }
    return new BatchContents(began, parts);
  }

  private static Part part(long number, int partition, PartitionWrite write) {
    Optional<HardState> hardState = write.hardState();
    Optional<LogBoundary> boundary = write.boundary();
    List<EntryRecord> entries = write.entries();
    return new Part(
        number,
        partition,
        hardState.map(HardState::term).orElse(0L),
        hardState.map(state -> state.vote().orElse(0)).orElse(0),
        write.truncateAfter(),
        boundary.isPresent() ? OptionalLong.of(boundary.get().index()) : OptionalLong.empty(),
        entries.isEmpty() ? 0 : entries.get(0).index(),
        entries.stream().map(EntryRecord::term).toList());
  }
}
