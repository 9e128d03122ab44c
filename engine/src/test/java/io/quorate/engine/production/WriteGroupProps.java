package io.quorate.engine.production;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.engine.production.WriteGroup.Submission;
import io.quorate.engine.storage.Storage.Completion;
import io.quorate.spi.EntryRecord;
import io.quorate.spi.HardState;
import io.quorate.spi.PartitionWrite;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** One append for many batches must do what the batches would have done one after the other. */
class WriteGroupProps {

  /** A write to a partition or, with the partition 0, a metadata value. */
  record Piece(int partition, int number) {}

  private static final class Nobody implements Completion {
    @Override
    public void durable() {}

    @Override
    public void failed(WalException failure) {}
  }

  private static WalBatch batch(List<Piece> pieces) {
    TreeMap<Integer, List<PartitionWrite>> writes = new TreeMap<>();
    TreeMap<String, byte[]> metadata = new TreeMap<>();
    for (Piece piece : pieces) {
      if (piece.partition() == 0) {
        metadata.put("key-" + piece.number() % 3, new byte[piece.number() % 5]);
      } else {
        writes
            .computeIfAbsent(piece.partition(), id -> new ArrayList<>())
            .add(
                piece.number() % 2 == 0
                    ? PartitionWrite.hardState(new HardState(piece.number(), OptionalInt.empty()))
                    : PartitionWrite.append(
                        List.of(new EntryRecord(piece.number(), 1, new byte[piece.number()]))));
      }
    }
    return new WalBatch(writes, metadata);
  }

  @Property
  void aGroupWritesWhatItsBatchesWriteInTheirOrder(
      @ForAll("batches") List<List<Piece>> rounds, @ForAll @IntRange(max = 5) int before) {
    WriteGroup group = new WriteGroup();
    // What an earlier append wrote must leave nothing behind.
    for (int i = 0; i < before; i++) {
      group.add(new Submission(batch(List.of(new Piece(1, i), new Piece(0, i))), new Nobody()));
    }
    group.clear();

    TreeMap<Integer, List<PartitionWrite>> writes = new TreeMap<>();
    TreeMap<String, String> metadata = new TreeMap<>();
    List<Completion> completions = new ArrayList<>();
    long bytes = 0;
    for (List<Piece> pieces : rounds) {
      WalBatch batch = batch(pieces);
      completions.add(new Nobody());
      group.add(new Submission(batch, completions.get(completions.size() - 1)));
      for (int partition : batch.partitions().keySet()) {
        for (PartitionWrite write : batch.partitions().get(partition)) {
          writes.computeIfAbsent(partition, id -> new ArrayList<>()).add(write);
          bytes += write.entries().stream().mapToLong(e -> e.bytes().length).sum();
        }
      }
      for (String key : batch.metadata().keySet()) {
        metadata.put(key, Arrays.toString(batch.metadata().get(key)));
        bytes += batch.metadata().get(key).length;
      }
    }
    assertThat(group.count()).isEqualTo(rounds.size());
    assertThat(group.bytes()).isEqualTo(bytes);
    assertThat(group.completions()).as("who is told, in order").isEqualTo(completions);
    WalBatch merged = group.merged();
    assertThat(merged.partitions()).isEqualTo(writes);
    TreeMap<String, String> values = new TreeMap<>();
    merged.metadata().forEach((key, value) -> values.put(key, Arrays.toString(value)));
    assertThat(values).isEqualTo(metadata);
  }

  @Provide
  Arbitrary<List<List<Piece>>> batches() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 3), Arbitraries.integers().between(1, 40))
        .as(Piece::new)
        .list()
        .ofMaxSize(5)
        .list()
        .ofMaxSize(8);
  }
}
