package io.quorate.bench;

import io.quorate.Partition;
import io.quorate.ReplicationResult;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** A client that always has writes under way, and asks whoever leads. */
public final class Writer implements AutoCloseable {
  private static final int UNDER_WAY = 64;

  private final Supplier<Optional<Partition>> leading;
  private final AtomicLong acknowledgedAt = new AtomicLong();
  private final AtomicLong longestGap = new AtomicLong();
  private final AtomicLong acknowledged = new AtomicLong();
  private final Map<String, Long> others = Collections.synchronizedMap(new TreeMap<>());
  private final Thread thread = new Thread(this::write, "bench-writer");
  private Optional<Partition> last = Optional.empty();
  private volatile boolean stopped;

  /** What happens. */
  public interface Action {
    /**
     * Has it happen.
     *
     * @throws Exception ends the benchmark
     */
    void run() throws Exception;
  }

  /**
   * What the client saw meanwhile.
   *
   * @param seconds how long it took
   * @param acknowledged how many writes were acknowledged
   * @param longestGapNanos the longest time in which none was
   * @param others how often it was told something else, and asked again
   */
  public record Seen(
      double seconds, long acknowledged, long longestGapNanos, Map<String, Long> others) {}

  /**
   * A client that does nothing yet.
   *
   * @param leading the partition at the node that leads it, if there is one now; asked when the
   *     last one leads no more
   */
  public Writer(Supplier<Optional<Partition>> leading) {
    this.leading = leading;
  }

  /** Begins to write. */
  public void start() {
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Has something happen, and says what the client saw meanwhile.
   *
   * @param action what is to happen
   * @return what was seen until it had
   * @throws Exception what it throws
   */
  public Seen during(Action action) throws Exception {
    others.clear();
    longestGap.set(0);
    long before = acknowledged.get();
    long begin = System.nanoTime();
    action.run();
    double seconds = (System.nanoTime() - begin) / 1e9;
    longestGap.accumulateAndGet(System.nanoTime() - acknowledgedAt.get(), Math::max);
    return new Seen(seconds, acknowledged.get() - before, longestGap.get(), new TreeMap<>(others));
  }

  private void write() {
    Semaphore free = new Semaphore(UNDER_WAY);
    byte[] data = new byte[100];
    while (!stopped) {
      Optional<Partition> leader = leader();
      if (leader.isEmpty()) {
        LockSupport.parkNanos(100_000);
        continue;
      }
      free.acquireUninterruptibly();
      leader.get().replicate("t", data).thenAccept(result -> {
        heard(result);
        free.release();
      });
    }
    free.acquireUninterruptibly(UNDER_WAY);
  }

  private Optional<Partition> leader() {
    if (last.isEmpty() || !last.get().isLeader()) {
      last = leading.get();
    }
    return last;
  }

  private void heard(ReplicationResult result) {
    if (!result.success()) {
      others.merge(result.status().name(), 1L, Long::sum);
      return;
    }
    long now = System.nanoTime();
    long before = acknowledgedAt.getAndSet(now);
    if (before != 0) {
      longestGap.accumulateAndGet(now - before, Math::max);
    }
    acknowledged.incrementAndGet();
  }

  @Override
  public void close() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
