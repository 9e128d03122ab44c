package io.quorate.engine.node;

import io.quorate.FrozenState;
import io.quorate.engine.codec.SnapshotCodec;
import io.quorate.engine.node.Counters.Counter;
import io.quorate.engine.snapshot.SnapshotHeader;
import io.quorate.engine.storage.SnapshotStore.SnapshotId;
import io.quorate.engine.storage.SnapshotStore.Writer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Writes what the application has frozen at one partition's checkpoints: one after the other, and
 * if they come faster than they can be written, only the newest of those that wait. On the event
 * loop, but for what an export does, which is on their lane.
 */
final class SnapshotExport {
  /** An application that writes nothing for so long is spoken of. */
  private static final long SILENCE_NANOS = 10_000_000_000L;

  private static final int BUFFER_BYTES = 64 << 10;

  private final NodeContext context;
  private final PartitionHost host;
  private Export running;
  private Export waiting;

  /** Those that are to be closed without having been written, as far as that is not done. */
  private final List<Export> superseded = new ArrayList<>();

  private boolean ended;
  private Optional<String> failure = Optional.empty();

  SnapshotExport(NodeContext context, PartitionHost host) {
    this.context = context;
    this.host = host;
  }

  /** The application has been frozen behind an entry. */
  void frozen(SnapshotHeader header, FrozenState state) {
    Export next = new Export(header, state);
    if (ended) {
      next.close();
      return;
    }
    if (running == null) {
      run(next);
      return;
    }
    if (waiting != null) {
      // Not on the lane of exports, where it would wait for the one that runs.
      Export dropped = waiting;
      superseded.removeIf(Export::isClosed);
      superseded.add(dropped);
      context.tell(host.partition(), dropped::close);
    }
    waiting = next;
  }

  void failed(String why) {
    failure = Optional.of(why);
  }

  private void run(Export export) {
    running = export;
    export.lastWriteAt = context.environment.nanoTime();
    context.snapshots.exports().execute(export);
  }

  private void ended(Optional<SnapshotId> written, Optional<String> problem) {
    running = null;
    failure = problem;
    written.ifPresent(host.snapshots()::exported);
    if (waiting != null) {
      Export next = waiting;
      waiting = null;
      run(next);
    }
  }

  /** What keeps checkpoints from being written. */
  Optional<String> problem(long now) {
    long silence = running == null ? 0 : now - running.lastWriteAt;
    return silence < SILENCE_NANOS
        ? failure
        : Optional.of("partition " + host.partition() + " has a checkpoint at index "
            + running.header.index() + " that is not written: the application has written nothing"
            + " of its state for " + silence / 1_000_000_000L + " s");
  }

  /** At the end of the node, once the lanes have been closed. */
  void end() {
    ended = true;
    if (running != null && !running.begun) {
      running.close();
    }
    if (waiting != null) {
      waiting.close();
    }
    superseded.forEach(Export::close);
  }

  private final class Export implements Runnable {
    private final SnapshotHeader header;
    private final FrozenState state;
    private volatile long lastWriteAt;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean begun;

    Export(SnapshotHeader header, FrozenState state) {
      this.header = header;
      this.state = state;
    }

    @Override
    public void run() {
      begun = true;
      Optional<SnapshotId> written = Optional.empty();
      Optional<String> problem = Optional.empty();
      try {
        written = Optional.of(write());
      } catch (Throwable e) {
        problem = Optional.of("partition " + host.partition() + " could not write its checkpoint at"
            + " index " + header.index() + ": " + e);
      }
      close();
      Optional<SnapshotId> id = written;
      Optional<String> why = problem;
      host.loop().execute(() -> ended(id, why));
    }

    private SnapshotId write() throws IOException {
      try (Writer writer = context
          .snapshots
          .store()
          .create(host.partition(), header.index(), header.core().boundary().term())) {
        try {
          OutputStream out = new BufferedOutputStream(new Sink(this, writer), BUFFER_BYTES);
          out.write(SnapshotCodec.encode(header));
          state.writeTo(out);
          out.flush();
          return writer.commit();
        } catch (Throwable e) {
          writer.abandon();
          throw e;
        }
      }
    }

    boolean isClosed() {
      return closed.get();
    }

    /** Once, whoever comes first. */
    void close() {
      if (!closed.compareAndSet(false, true)) {
        return;
      }
      try {
        state.close();
      } catch (Exception | LinkageError | AssertionError e) {
        context.counters.increment(Counter.CALLBACK_FAILURES);
      }
    }
  }

  /** What the application writes to. That it may close it changes nothing. */
  private final class Sink extends OutputStream {
    private final Export export;
    private final Writer writer;

    Sink(Export export, Writer writer) {
      this.export = export;
      this.writer = writer;
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one});
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (!context.isRunning()) {
        throw new IOException("the node has stopped");
      }
      writer.write(bytes, offset, length);
      export.lastWriteAt = context.environment.nanoTime();
    }
  }
}
