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
import java.util.concurrent.atomic.AtomicReference;

/**
 * Writes what the application has frozen at one partition's checkpoints: one after the other, and
 * if they come faster than they can be written, only the newest of those that wait. On the event
 * loop, but for what an export does, which is on their lane.
 */
final class SnapshotExport {
  /** An application that writes nothing for so long is spoken of, and not waited for by others. */
  private static final long SILENCE_NANOS = 10_000_000_000L;

  private static final int BUFFER_BYTES = 64 << 10;

  private enum Stage {
    NEW,
    BEGUN,
    CLOSED
  }

  private final NodeContext context;
  private final PartitionHost host;
  private Export running;
  private Export waiting;

  /** Those that are to be closed without having been written, as far as that is not done. */
  private final List<Export> superseded = new ArrayList<>();

  /** When to see whether the one that runs hangs. */
  private long lookAt = Long.MAX_VALUE;

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
      next.letGo();
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
      context.tell(host.partition(), dropped::letGo);
    }
    waiting = next;
  }

  void failed(String why) {
    failure = Optional.of(why);
  }

  private void run(Export export) {
    running = export;
    export.handedAt = context.environment.nanoTime();
    lookAt = export.handedAt + SILENCE_NANOS;
    host.loop().touch(host); // an idle group has no other deadline
    context.snapshots.exports().execute(export);
  }

  private void ended(Optional<SnapshotId> written, Optional<String> problem) {
    running = null;
    lookAt = Long.MAX_VALUE;
    failure = problem;
    written.ifPresent(host.snapshots()::exported);
    superseded.removeIf(Export::isClosed);
    if (waiting != null && !ended) {
      Export next = waiting;
      waiting = null;
      run(next);
    }
  }

  long nextDeadline() {
    return lookAt;
  }

  void step(long now) {
    if (now < lookAt) {
      return;
    }
    long silentAt = (running.isBegun() ? running.lastWriteAt : now) + SILENCE_NANOS;
    if (now >= silentAt) {
      context.snapshots.exports().hangs(running);
    }
    // Again if it goes on to hang: there may have been no lane.
    lookAt = Math.max(silentAt, now + SILENCE_NANOS);
  }

  /** What keeps checkpoints from being written. */
  Optional<String> problem(long now) {
    if (running == null || now - running.activeAt() < SILENCE_NANOS) {
      return failure;
    }
    long seconds = (now - running.activeAt()) / 1_000_000_000L;
    String what = "partition " + host.partition() + " has a checkpoint at index "
        + running.header.index() + " that is not written: ";
    return Optional.of(what
        + (running.isBegun()
            ? "the application has written nothing of its state for " + seconds + " s"
            : "it has waited " + seconds + " s for other partitions' checkpoints"));
  }

  /** At the end of the node, once loops and lanes have been closed. */
  void end() {
    ended = true;
    if (running != null) {
      running.letGo();
    }
    if (waiting != null) {
      waiting.letGo();
    }
    superseded.forEach(Export::letGo);
  }

  /** Written, or let go, but never both: what is closed the application may not have any more. */
  private final class Export implements Runnable {
    private final SnapshotHeader header;
    private final FrozenState state;
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.NEW);
    private long handedAt;
    private volatile long lastWriteAt;

    Export(SnapshotHeader header, FrozenState state) {
      this.header = header;
      this.state = state;
    }

    @Override
    public void run() {
      lastWriteAt = context.environment.nanoTime();
      if (!stage.compareAndSet(Stage.NEW, Stage.BEGUN)) {
        return;
      }
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

    boolean isBegun() {
      return stage.get() != Stage.NEW;
    }

    boolean isClosed() {
      return stage.get() == Stage.CLOSED;
    }

    /** When something was last done for it. */
    long activeAt() {
      return isBegun() ? lastWriteAt : handedAt;
    }

    /** It is not wanted any more; if it is being written, it is closed after that. */
    void letGo() {
      if (stage.compareAndSet(Stage.NEW, Stage.CLOSED)) {
        closeState();
      }
    }

    private void close() {
      stage.set(Stage.CLOSED);
      closeState();
    }

    private void closeState() {
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
