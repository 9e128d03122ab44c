package io.quorate.sim.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.quorate.spi.Wal;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import io.quorate.wal.memory.MemoryDisk;
import io.quorate.wal.memory.MemoryWal;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** The log in RAM, on which the simulator and many tests stand, against the kit's plain model. */
class MemoryWalProps {

  @Property(tries = 200)
  void theLogIsWhatThePlainModelIs(@ForAll("steps") List<WalStep> steps) throws Exception {
    MemoryDisk disk = new MemoryDisk("test");
    WalModel model = new WalModel();
    Wal wal = new MemoryWal(disk);
    for (WalStep step : steps) {
      Optional<WalBatch> batch = step.batch(model);
      if (batch.isEmpty()) {
        wal.close();
        wal = new MemoryWal(disk);
      } else if (model.append(batch.get())) {
        wal.append(batch.get());
      } else {
        assertFails(wal, batch.get(), Kind.ILLEGAL_BATCH);
      }
      model.compare(wal, WalStep.KEYS);
    }
    wal.close();
    model.compare(new MemoryWal(disk), WalStep.KEYS);
  }

  /** A log that went on after a failed write would acknowledge what is not there. */
  @Property(tries = 100)
  void afterAFailedAppendNothingIsWrittenUntilTheLogIsOpenedAnew(
      @ForAll("steps") List<WalStep> before,
      @ForAll("steps") List<WalStep> after,
      @ForAll @IntRange(max = 1) int full)
      throws Exception {
    Kind kind = full == 1 ? Kind.DISK_FULL : Kind.FAILED;
    MemoryDisk disk = new MemoryDisk("test");
    WalModel model = new WalModel();
    Wal wal = new MemoryWal(disk);
    appendLegal(model, wal, before);

    disk.failNextAppend(kind);
    WalStep first = new WalStep(WalStep.Kind.APPEND_TO_ALL, 0, 1, 1);
    assertFails(wal, first.batch(model).orElseThrow(), kind);
    for (WalStep step : after) {
      Optional<WalBatch> batch = step.batch(model);
      if (batch.isPresent()) {
        assertFails(wal, batch.get(), kind);
      }
    }
    model.compare(wal, WalStep.KEYS);
    wal.close();

    wal = new MemoryWal(disk);
    model.compare(wal, WalStep.KEYS);
    appendLegal(model, wal, after);
    model.compare(wal, WalStep.KEYS);
  }

  /** Every limit of bytes gives at least one entry, never more than fit, and all in the end. */
  @Property(tries = 100)
  void readsInPiecesGiveTheSameEntries(
      @ForAll("steps") List<WalStep> steps, @ForAll @IntRange(min = 1, max = 300) int maxBytes)
      throws Exception {
    WalModel model = new WalModel();
    Wal wal = new MemoryWal(new MemoryDisk("test"));
    appendLegal(model, wal, steps);
    for (int partition = 0; partition < WalStep.PARTITIONS; partition++) {
      long next = model.state(partition).boundary().index() + 1;
      while (next <= model.state(partition).lastIndex()) {
        var piece = wal.read(partition, next, maxBytes);
        assertThat(piece).isNotEmpty();
        long bytes = piece.stream().mapToLong(e -> e.bytes().length).sum();
        assertThat(bytes <= maxBytes || piece.size() == 1).isTrue();
        for (var entry : piece) {
          assertThat(entry.index()).isEqualTo(next);
          assertThat(entry.term()).isEqualTo(model.term(partition, next));
          next++;
        }
      }
      assertThat(wal.read(partition, next, maxBytes)).isEmpty();
    }
  }

  private static void appendLegal(WalModel model, Wal wal, List<WalStep> steps)
      throws WalException {
    for (WalStep step : steps) {
      Optional<WalBatch> batch = step.batch(model);
      if (batch.isPresent() && model.append(batch.get())) {
        wal.append(batch.get());
      }
    }
  }

  private static void assertFails(Wal wal, WalBatch batch, Kind kind) {
    assertThatExceptionOfType(WalException.class)
        .isThrownBy(() -> wal.append(batch))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(kind));
  }

  @Provide
  Arbitrary<List<WalStep>> steps() {
    // Large entries are the kit's: here they would only cost time.
    Arbitrary<Integer> numbers = Arbitraries.integers().between(0, 99);
    return Combinators.combine(
            Arbitraries.oneOf(
                Arbitraries.of(WalStep.Kind.class), Arbitraries.just(WalStep.Kind.APPEND)),
            Arbitraries.integers().between(0, WalStep.PARTITIONS - 1),
            numbers,
            Arbitraries.integers().between(5, 99))
        .as(WalStep::new)
        .list()
        .ofMaxSize(30);
  }
}
