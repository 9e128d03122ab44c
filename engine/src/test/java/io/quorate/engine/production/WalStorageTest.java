package io.quorate.engine.production;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.engine.storage.Storage.Completion;
import io.quorate.engine.storage.Storage.ReadCompletion;
import io.quorate.spi.EntryRecord;
import io.quorate.spi.HardState;
import io.quorate.spi.PartitionWrite;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WalStorageTest {
  private static final String NODE = "wal-storage-test";

  private FakeWal wal;
  private final List<Throwable> fatal = Collections.synchronizedList(new ArrayList<>());
  private WalStorage storage;

  @BeforeEach
  void open() {
    openWith(WalStorage.Limits.DEFAULT);
  }

  private void openWith(WalStorage.Limits limits) {
    if (storage != null) {
      storage.close();
    }
    wal = new FakeWal();
    storage = new WalStorage(NODE, wal, limits, (thread, error) -> fatal.add(error));
  }

  @AfterEach
  void closeAndLookForThreads() {
    wal.release();
    storage.close();
    assertThat(TestThreads.of(NODE)).isEmpty();
  }

  @Test
  void batchesBecomeDurableAndCompleteInTheOrderOfSubmission() throws Exception {
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 1; i <= 500; i++) {
      int number = i;
      CompletableFuture<Void> outcome = submit(entry(1, i));
      all.add(outcome.thenRun(() -> order.add(number)));
    }
    for (CompletableFuture<Void> one : all) {
      one.get(10, TimeUnit.SECONDS);
    }

    assertThat(indexes(storage.readNow(1, 1, Long.MAX_VALUE))).isSorted().hasSize(500);
    assertThat(order).isSorted().hasSize(500);
  }

  @Test
  void whatIsSubmittedDuringAnAppendIsWrittenByTheNextOne() throws Exception {
    CompletableFuture<Void> last = holdAndSubmit(100);
    wal.release();
    last.get(10, TimeUnit.SECONDS);

    assertThat(wal.appended()).hasSize(2);
    assertThat(storage.counters())
        .containsEntry("wal.appends", 2L)
        .containsEntry("wal.batches", 101L)
        .containsEntry("wal.bytes", 1010L)
        .containsEntry("wal.max-append-bytes", 1000L);
  }

  @Test
  void aGroupHoldsNoMoreBatchesThanTheLimit() throws Exception {
    openWith(new WalStorage.Limits(1L << 20, 30, 10));
    CompletableFuture<Void> last = holdAndSubmit(100);
    wal.release();
    last.get(10, TimeUnit.SECONDS);
    assertThat(storage.counters()).containsEntry("wal.appends", 5L);
  }

  @Test
  void aGroupTakesNoFurtherBatchOnceItHoldsTheLimitOfBytes() throws Exception {
    openWith(new WalStorage.Limits(100, 1000, 10));
    CompletableFuture<Void> last = holdAndSubmit(100);
    wal.release();
    last.get(10, TimeUnit.SECONDS);
    assertThat(storage.counters())
        .containsEntry("wal.appends", 11L)
        .containsEntry("wal.max-append-bytes", 100L);
  }

  @Test
  void mergingKeepsTheWritesOfAPartitionInOrderAndTheLastMetadata() throws Exception {
    wal.hold();
    submit(entry(9, 1));
    wal.awaitHeldAppend();
    PartitionWrite first = PartitionWrite.hardState(new HardState(1, OptionalInt.of(1)));
    PartitionWrite second = PartitionWrite.append(List.of(record(1)));
    submit(WalBatch.of(1, first));
    submit(WalBatch.of(2, second));
    submit(WalBatch.ofMetadata("key", "old".getBytes(UTF_8)));
    submit(WalBatch.of(1, second));
    CompletableFuture<Void> last = submit(WalBatch.ofMetadata("key", "new".getBytes(UTF_8)));
    wal.release();
    last.get(10, TimeUnit.SECONDS);

    WalBatch merged = wal.appended().get(1);
    assertThat(merged.partitions().get(1)).containsExactly(first, second);
    assertThat(merged.partitions().get(2)).containsExactly(second);
    assertThat(storage.metadata("key"))
        .hasValueSatisfying(value -> assertThat(value).asString(UTF_8).isEqualTo("new"));
  }

  @Test
  void anEmptyBatchCompletesInOrderWithoutAnAppend() throws Exception {
    submit(new WalBatch(new TreeMap<>(), new TreeMap<>())).get(10, TimeUnit.SECONDS);
    assertThat(wal.appended()).isEmpty();
  }

  @Test
  void afterAFailedAppendEverythingFailsAndTheLogIsLeftAlone() throws Exception {
    wal.hold();
    CompletableFuture<Void> during = submit(entry(1, 1));
    wal.awaitHeldAppend();
    CompletableFuture<Void> gathered = submit(entry(1, 2));
    wal.failWith(new WalException(Kind.DISK_FULL, "no space left"));
    wal.release();
    assertThat(failure(during))
        .hasMessage("no space left")
        .extracting(WalException::kind)
        .isEqualTo(Kind.DISK_FULL);
    assertThat(failure(gathered))
        .hasMessage("an earlier write failed: no space left")
        .extracting(WalException::kind)
        .isEqualTo(Kind.DISK_FULL);

    wal.failWith(null);
    assertThat(failure(submit(entry(1, 3)))).hasMessage("an earlier write failed: no space left");
    assertThat(wal.appended()).isEmpty();
    assertThat(fatal).isEmpty();
  }

  @Test
  void anIllegalBatchIsFinalToo() throws Exception {
    wal.failWith(new WalException(Kind.ILLEGAL_BATCH, "a gap"));
    assertThat(failure(submit(entry(1, 5))).kind()).isEqualTo(Kind.ILLEGAL_BATCH);
    wal.failWith(null);
    assertThat(failure(submit(entry(1, 1))).kind()).isEqualTo(Kind.ILLEGAL_BATCH);
  }

  @Test
  void whatABackendMustNotThrowBecomesAFailure() throws Exception {
    wal.failWith(new NoClassDefFoundError("org/example/Missing"));
    assertThat(failure(submit(entry(1, 1)))).satisfies(e -> {
      assertThat(e.kind()).isEqualTo(Kind.FAILED);
      assertThat(e)
          .hasMessageContaining("org/example/Missing")
          .hasCauseInstanceOf(LinkageError.class);
    });
    wal.failWith(new IllegalStateException("bug"));
    assertThatThrownBy(() -> storage.state(1))
        .isInstanceOf(WalException.class)
        .hasMessageContaining("bug");
    assertThat(readFailure(1, 1).kind()).isEqualTo(Kind.FAILED);
  }

  @Test
  void readsAnswerWhileAnAppendRuns() throws Exception {
    submit(entry(1, 1)).get(10, TimeUnit.SECONDS);
    wal.hold();
    submit(entry(1, 2));
    wal.awaitHeldAppend();
    assertThat(indexes(read(1, 1).get(10, TimeUnit.SECONDS))).containsExactly(1L);
  }

  @Test
  void closeLetsTheRunningAppendFinishAndFailsWhatHasNotBegun() throws Exception {
    wal.hold();
    CompletableFuture<Void> running = submit(entry(1, 1));
    wal.awaitHeldAppend();
    CompletableFuture<Void> waiting = submit(entry(1, 2));
    Thread closer = new Thread(storage::close);
    closer.start();
    // The close has begun once it refuses.
    while (!submit(entry(1, 3)).isCompletedExceptionally()) {
      Thread.onSpinWait();
    }
    wal.release();
    closer.join();

    assertThat(running).isCompletedWithValue(null);
    assertThat(failure(waiting).kind()).isEqualTo(Kind.CLOSED);
    assertThat(wal.appended()).hasSize(1);
    assertThat(wal.closes()).isEqualTo(1);
    storage.close();
    assertThat(wal.closes()).isEqualTo(1);
    assertThat(failure(submit(entry(1, 4))).kind()).isEqualTo(Kind.CLOSED);
    assertThat(readFailure(1, 1).kind()).isEqualTo(Kind.CLOSED);
  }

  @Test
  void aCompletionMayClose() throws Exception {
    CompletableFuture<Void> returned = new CompletableFuture<>();
    storage.submit(entry(1, 1), new Outcome(returned) {
      @Override
      public void durable() {
        storage.close();
        super.durable();
      }
    });
    returned.get(10, TimeUnit.SECONDS);
    storage.close();
    assertThat(wal.closes()).isEqualTo(1);
  }

  @Test
  void aCompletionThatThrowsIsReportedAndTheOthersStillHear() throws Exception {
    storage.submit(entry(1, 1), new Outcome(new CompletableFuture<>()) {
      @Override
      public void durable() {
        throw new IllegalStateException("bug");
      }
    });
    submit(entry(1, 2)).get(10, TimeUnit.SECONDS);
    assertThat(fatal).singleElement().isInstanceOf(IllegalStateException.class);
  }

  @Test
  void moreReadsThanMayWaitAreRefused() throws Exception {
    openWith(new WalStorage.Limits(100, 100, 1));
    CompletableFuture<Void> entered = new CompletableFuture<>();
    CompletableFuture<Void> leave = new CompletableFuture<>();
    storage.read(1, 1, 1, new ReadCompletion() {
      @Override
      public void read(List<EntryRecord> entries) {
        entered.complete(null);
        leave.join();
      }

      @Override
      public void failed(WalException failure) {
        entered.completeExceptionally(failure);
      }
    });
    entered.get(10, TimeUnit.SECONDS);
    CompletableFuture<List<EntryRecord>> waiting = read(1, 1);
    assertThat(readFailure(1, 1)).hasMessage("more than 1 reads wait for the log");
    leave.complete(null);
    assertThat(waiting.get(10, TimeUnit.SECONDS)).isEmpty();
  }

  private CompletableFuture<Void> holdAndSubmit(int count) throws InterruptedException {
    wal.hold();
    submit(entry(1, 1));
    wal.awaitHeldAppend();
    CompletableFuture<Void> last = new CompletableFuture<>();
    for (int i = 0; i < count; i++) {
      last = submit(entry(1, 2 + i));
    }
    return last;
  }

  private CompletableFuture<Void> submit(WalBatch batch) {
    CompletableFuture<Void> outcome = new CompletableFuture<>();
    storage.submit(batch, new Outcome(outcome));
    return outcome;
  }

  private CompletableFuture<List<EntryRecord>> read(int partition, long from) {
    CompletableFuture<List<EntryRecord>> outcome = new CompletableFuture<>();
    storage.read(partition, from, Long.MAX_VALUE, new ReadCompletion() {
      @Override
      public void read(List<EntryRecord> entries) {
        outcome.complete(entries);
      }

      @Override
      public void failed(WalException failure) {
        outcome.completeExceptionally(failure);
      }
    });
    return outcome;
  }

  private WalException readFailure(int partition, long from) throws Exception {
    return failure(read(partition, from));
  }

  private static WalException failure(CompletableFuture<?> outcome) throws Exception {
    try {
      Object value = outcome.get(10, TimeUnit.SECONDS);
      throw new AssertionError("succeeded with " + value);
    } catch (ExecutionException e) {
      return (WalException) e.getCause();
    }
  }

  private static List<Long> indexes(List<EntryRecord> entries) {
    return entries.stream().map(EntryRecord::index).toList();
  }

  private static EntryRecord record(long index) {
    return new EntryRecord(index, 1, new byte[10]);
  }

  private static WalBatch entry(int partition, long index) {
    return WalBatch.of(partition, PartitionWrite.append(List.of(record(index))));
  }

  private static class Outcome implements Completion {
    private final CompletableFuture<Void> future;

    Outcome(CompletableFuture<Void> future) {
      this.future = future;
    }

    @Override
    public void durable() {
      future.complete(null);
    }

    @Override
    public void failed(WalException failure) {
      future.completeExceptionally(failure);
    }
  }
}
