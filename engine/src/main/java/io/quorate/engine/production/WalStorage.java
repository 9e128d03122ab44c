package io.quorate.engine.production;

import io.quorate.Metric;
import io.quorate.Metric.Kind;
import io.quorate.Metric.Unit;
import io.quorate.MetricsListener;
import io.quorate.engine.storage.Storage;
import io.quorate.spi.EntryRecord;
import io.quorate.spi.PartitionState;
import io.quorate.spi.Wal;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Storage on a blocking {@link Wal}: one thread appends and, at the end, closes; another reads
 * beside it.
 *
 * <p>Group commit: what is submitted while an append runs is gathered into one batch and written by
 * the next append. A failed append is final; it and everything after it fails.
 *
 * <p>Completions are called on the storage's threads. The exception is what is refused at the door,
 * because the storage is closed or too many reads wait: that is told on the calling thread.
 */
public final class WalStorage implements Storage {
  private static final Logger LOG = LoggerFactory.getLogger(WalStorage.class);
  private static final Duration READER_LIMIT = Duration.ofSeconds(5);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

  private static final List<Metric> METRICS = List.of(
      counter("wal.appends", Unit.NONE, "writes of the log, each with one sync"),
      counter("wal.batches", Unit.NONE, "batches that were written by them"),
      counter("wal.bytes", Unit.BYTES, "entries and metadata that were written"),
      new Metric(
          "wal.max-append-bytes", Kind.GAUGE, Unit.BYTES, "the largest write since the start"),
      counter("wal.reads", Unit.NONE, "reads of the log"));

  private final Wal wal;
  private final WalReader reader;
  private final WalWriter writer;

  /**
   * How much is taken together, and how much may wait.
   *
   * @param groupBytes an append is given no further batch once it holds this many bytes of entries
   *     and metadata
   * @param groupBatches how many batches one append is given at most
   * @param waitingReads how many reads may wait before further ones are refused
   */
  public record Limits(long groupBytes, int groupBatches, int waitingReads) {
    /** Large enough that the disk, not the limit, decides how much is gathered. */
    public static final Limits DEFAULT = new Limits(4L << 20, 4096, 262_144);
  }

  /**
   * Starts the threads.
   *
   * @param node the node's name, for the names of threads
   * @param wal open; closed by this storage
   * @param limits how much is taken together
   * @param fatal hears of exceptions out of completions
   */
  public WalStorage(String node, Wal wal, Limits limits, FatalHandler fatal) {
    this.wal = Objects.requireNonNull(wal, "wal");
    this.reader = new WalReader(node, wal, limits.waitingReads(), fatal);
    this.writer =
        new WalWriter(node, wal, limits.groupBytes(), limits.groupBatches(), fatal, this::closeWal);
  }

  private static Metric counter(String name, Unit unit, String description) {
    return new Metric(name, Kind.COUNTER, unit, description);
  }

  @Override
  public SortedSet<Integer> partitions() throws WalException {
    return GuardedWal.call("listing its partitions", wal::partitions);
  }

  @Override
  public PartitionState state(int partition) throws WalException {
    return GuardedWal.call("reading a partition's state", () -> wal.state(partition));
  }

  @Override
  public List<EntryRecord> readNow(int partition, long from, long maxBytes) throws WalException {
    return GuardedWal.call("a read", () -> wal.read(partition, from, maxBytes));
  }

  @Override
  public Optional<byte[]> metadata(String key) throws WalException {
    return GuardedWal.call("reading metadata", () -> wal.metadata(key));
  }

  @Override
  public void submit(WalBatch batch, Completion completion) {
    writer.submit(
        Objects.requireNonNull(batch, "batch"), Objects.requireNonNull(completion, "completion"));
  }

  @Override
  public void read(int partition, long from, long maxBytes, ReadCompletion completion) {
    reader.read(partition, from, maxBytes, Objects.requireNonNull(completion, "completion"));
  }

  /**
   * What happened since the start: {@code wal.appends}, {@code wal.batches} (what was submitted and
   * written by them), {@code wal.bytes}, {@code wal.max-append-bytes}, {@code wal.reads}.
   *
   * @return monotonic counters
   */
  public SortedMap<String, Long> counters() {
    SortedMap<String, Long> counters = new TreeMap<>();
    writer.addTo(counters);
    reader.addTo(counters);
    return counters;
  }

  /**
   * Tells the values of {@link #counters}.
   *
   * @param listener takes them
   */
  public void readMetrics(MetricsListener listener) {
    SortedMap<String, Long> values = counters();
    METRICS.forEach(metric -> listener.onNode(metric, values.get(metric.name())));
  }

  /**
   * What is wrong with the log, as far as waiting shows it: a failure stops the node.
   *
   * @param limit for so long a write may be under way
   * @return a sentence; empty while all is well
   */
  public Optional<String> standstill(Duration limit) {
    return writer
        .underWay()
        .filter(duration -> duration.compareTo(limit) >= 0)
        .map(duration -> "the log has not finished a write for " + duration.toSeconds() + " s");
  }

  @Override
  public void close() {
    reader.close();
    writer.close();
    Thread present = Thread.currentThread();
    if (present == reader.thread() || present == writer.thread()) {
      return; // a completion closes: the threads end once it has returned
    }
    if (!Threads.join(writer.thread(), CLOSE_LIMIT)) {
      // Not interrupted: an interrupt in the middle of a write makes some libraries close their
      // files.
      LOG.error(
          "the disk has not answered {} within {}; the log stays open",
          writer.thread().getName(),
          CLOSE_LIMIT);
    }
  }

  /**
   * On the writer's thread, at its end: appends and the close come from one thread, and no read is
   * under way.
   */
  private void closeWal() {
    if (!Threads.join(reader.thread(), READER_LIMIT)) {
      LOG.error(
          "the disk has not answered {} within {}; the log stays open",
          reader.thread().getName(),
          READER_LIMIT);
      return;
    }
    try {
      GuardedWal.call("its close", () -> {
        wal.close();
        return wal;
      });
    } catch (WalException e) {
      LOG.warn("the log could not be closed cleanly", e);
    }
  }
}
