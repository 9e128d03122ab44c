package io.quorate.sim.powerloss;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.sim.file.FileMark;
import io.quorate.sim.filewal.FileWal;
import io.quorate.sim.filewal.FileWalOptions;
import io.quorate.spi.EntryRecord;
import io.quorate.spi.PartitionState;
import io.quorate.spi.Wal;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalException;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FileWalSweepTest {
  private static final int SEEDS = 800;
  private static final FileWalOptions SMALL = new FileWalOptions(700, 400);

  @Test
  void theReferenceLogKeepsItsPromisesOnFaultyFiles() {
    PowerLossSweep sweep = FileWalSweep.run(1, SEEDS);

    assertThat(sweep.violations()).as(sweep.toString()).isEmpty();
    assertThat(sweep.missing()).as(sweep.toString()).isEmpty();
    assertThat(sweep.seeds()).isEqualTo(SEEDS);
  }

  @Test
  void aRunIsAFunctionOfItsSeed() {
    for (long seed = 1; seed <= 20; seed++) {
      PowerLossResult first = FileWalSweep.run(seed);
      PowerLossResult second = FileWalSweep.run(seed);

      assertThat(first.steps()).isEqualTo(second.steps());
      for (FileMark mark : FileMark.values()) {
        assertThat(first.counters().get(mark)).isEqualTo(second.counters().get(mark));
      }
    }
  }

  @Test
  void aLogThatForgetsIsFoundAndTheStepsAreFew() {
    PowerLossResult found = LongStream.rangeClosed(1, 20)
        .mapToObj(
            seed -> PowerLossSweep.run(files -> new Forgetful(FileWal.open(files, SMALL)), seed))
        .filter(result -> result.violation().isPresent())
        .findFirst()
        .orElseThrow();

    assertThat(found.violation().orElseThrow()).startsWith("I30");
    assertThat(found.needed()).hasSizeLessThanOrEqualTo(3);
    assertThat(found.toString()).contains("seed " + found.seed(), "needs these steps");
  }

  /** Acknowledges batches of metadata that it does not write. */
  private record Forgetful(Wal inner) implements Wal {
    @Override
    public void append(WalBatch batch) throws WalException {
      if (!batch.partitions().isEmpty()) {
        inner.append(batch);
      }
    }

    @Override
    public SortedSet<Integer> partitions() throws WalException {
      return inner.partitions();
    }

    @Override
    public PartitionState state(int partition) throws WalException {
      return inner.state(partition);
    }

    @Override
    public List<EntryRecord> read(int partition, long from, long maxBytes) throws WalException {
      return inner.read(partition, from, maxBytes);
    }

    @Override
    public long term(int partition, long index) throws WalException {
      return inner.term(partition, index);
    }

    @Override
    public Optional<byte[]> metadata(String key) throws WalException {
      return inner.metadata(key);
    }

    @Override
    public void close() throws WalException {
      inner.close();
    }
  }
}
