package io.quorate.engine.production;

import io.quorate.engine.storage.Storage.ReadCompletion;
import io.quorate.spi.EntryRecord;
import io.quorate.spi.Wal;
import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import java.util.ArrayDeque;
import java.util.List;
import java.util.SortedMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that reads beside the writes, so that a follower that is far behind costs no append
 * any time.
 */
final class WalReader {
  private static final Logger LOG = LoggerFactory.getLogger(WalReader.class);

  private final Wal wal;
  private final int capacity;
  private final FatalHandler fatal;
  private final Mailbox<Request> requests;
  private final Thread thread;
  private volatile long reads;

  private record Request(int partition, long from, long maxBytes, ReadCompletion completion) {}

  WalReader(String node, Wal wal, int capacity, FatalHandler fatal) {
    this.wal = wal;
    this.capacity = capacity;
    this.fatal = fatal;
    this.requests = new Mailbox<>(capacity);
    this.thread = Threads.start(node, "wal-read", this::run);
  }

  Thread thread() {
    return thread;
  }

  void read(int partition, long from, long maxBytes, ReadCompletion completion) {
    if (!requests.offer(new Request(partition, from, maxBytes, completion))) {
      completion.failed(
          requests.isClosed()
              ? closed()
              : new WalException(Kind.FAILED, "more than " + capacity + " reads wait for the log"));
    }
  }

  void close() {
    requests.close();
  }

  void addTo(SortedMap<String, Long> counters) {
    counters.put("wal.reads", reads);
  }

  private void run() {
    ArrayDeque<Request> taken = new ArrayDeque<>();
    while (!requests.isClosed()) {
      taken = requests.await(taken);
      while (!taken.isEmpty() && !requests.isClosed()) {
        carryOut(taken.poll());
      }
    }
    WalException closed = closed();
    taken.forEach(request -> complete(() -> request.completion().failed(closed)));
    requests
        .take(new ArrayDeque<>())
        .forEach(request -> complete(() -> request.completion().failed(closed)));
  }

  private void carryOut(Request request) {
    List<EntryRecord> entries;
    try {
      entries = GuardedWal.call(
          "a read", () -> wal.read(request.partition(), request.from(), request.maxBytes()));
    } catch (WalException e) {
      complete(() -> request.completion().failed(e));
      return;
    }
    reads = reads + 1;
    complete(() -> request.completion().read(entries));
  }

  private void complete(Runnable outcome) {
    try {
      outcome.run();
    } catch (Throwable e) {
      LOG.error("the completion of a read has failed, and with it the node", e);
      fatal.failed(Thread.currentThread().getName(), e);
    }
  }

  private static WalException closed() {
    return new WalException(Kind.CLOSED, "the log was closed before the read began");
  }
}
