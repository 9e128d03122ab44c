package io.quorate.engine.node;

import io.quorate.engine.snapshot.TransferMessage;
import io.quorate.engine.storage.SnapshotStore.SnapshotId;
import io.quorate.engine.storage.SnapshotStore.Writer;
import java.io.IOException;
import java.util.Optional;
import java.util.SortedSet;

/**
 * Fetches a snapshot that this member cannot go on without, from whichever member has it: one piece
 * at a time, each asked for again until it comes. On the event loop, but for the writing, which is
 * on the lane of transfers; one piece is in memory at a time.
 */
final class SnapshotPull {
  private static final int TRIES_PER_SOURCE = 3;
  private static final int ROUNDS = 4;
  private static final int MAX_DOUBLINGS = 5;

  /** A transfer that takes longer is spoken of. */
  private static final long LONG_NANOS = 30_000_000_000L;

  private final NodeContext context;
  private final PartitionHost host;
  private final long retryNanos;

  private int source;
  private long minIndex;
  private Optional<SnapshotId> wanted = Optional.empty();
  private long position;
  private int fruitless;
  private boolean active;
  private long since;
  private int failures;

  /** What was fetched is on the disk, and the core is asked to go on behind it. */
  private boolean installing;

  private long retryAt = Long.MAX_VALUE;

  /** Counts the transfers, so that what the lane tells of an earlier one is not taken for news. */
  private long attempt;

  /** The lane has something to do for this transfer. */
  private boolean writing;

  private Optional<String> problem = Optional.empty();

  /** Belongs to the lane of transfers. */
  private Writer writer;

  SnapshotPull(NodeContext context, PartitionHost host) {
    this.context = context;
    this.host = host;
    this.retryNanos = Math.max(1, context.settings.electionTimeoutNanos() / 2);
  }

  boolean isActive() {
    return active;
  }

  /** Why there is no snapshot yet, or that it takes its time. */
  Optional<String> problem(long now) {
    if (problem.isPresent() || !active || now - since < LONG_NANOS) {
      return problem;
    }
    return Optional.of("partition " + host.partition() + " has fetched a snapshot from node "
        + source + " for " + (now - since) / 1_000_000_000L + " s, and has " + position
        + wanted.map(id -> " of " + id.length()).orElse("") + " bytes of it");
  }

  long nextDeadline() {
    return active && !writing ? retryAt : Long.MAX_VALUE;
  }

  /** A leader says that this member needs a snapshot. */
  void needed(int leader, long index, long now) {
    minIndex = Math.max(minIndex, index);
    if (installing) {
      return;
    }
    boolean tooOld = wanted.isPresent() && wanted.get().index() < minIndex;
    if (!active) {
      active = true;
      since = now;
      fruitless = 0;
      startWith(leader, now);
    } else if (tooOld && !writing) {
      startWith(leader, now);
    }
  }

  /** A snapshot has been installed, or is of no use: there is nothing more to be fetched. */
  void ended() {
    if (active) {
      stop();
    }
  }

  /** At the end of the node, once loops and lanes have been closed. */
  void end() {
    closeWriter();
  }

  private void startWith(int member, long now) {
    attempt++;
    source = member;
    wanted = Optional.empty();
    position = 0;
    ask(now);
  }

  private void stop() {
    attempt++;
    active = false;
    installing = false;
    writing = false;
    wanted = Optional.empty();
    context.snapshots.transfers().execute(this::closeWriter);
  }

  void step(long now) {
    if (active && !installing && host.group().commitIndex() >= minIndex) {
      // The log has brought what was missing: nobody will go on with the rest.
      context.snapshots.transfers().execute(this::abandonWriter);
      stop();
    }
    if (!active || writing || now < retryAt) {
      return;
    }
    fruitless++;
    SortedSet<Integer> members = host.group().configuration().members();
    if (fruitless > ROUNDS * TRIES_PER_SOURCE * members.size()) {
      stop(); // the next offer of a leader's begins again, with what has come until now
    } else if (fruitless % TRIES_PER_SOURCE == 0) {
      source = after(source, members);
      ask(now);
    } else {
      ask(now);
    }
  }

  /** The next member in turn that is not this one. */
  private int after(int member, SortedSet<Integer> members) {
    int next = member;
    for (int i = 0; i <= members.size(); i++) {
      SortedSet<Integer> later = members.tailSet(next + 1);
      next = later.isEmpty() ? members.first() : later.first();
      if (next != context.settings.nodeId()) {
        return next;
      }
    }
    return member;
  }

  private void ask(long now) {
    retryAt = now + retryNanos;
    host.loop()
        .outbox()
        .add(source, host.partition(), new TransferMessage.Request(wanted, minIndex, position));
    host.loop().touch(host);
  }

  void unavailable(int from, TransferMessage.Unavailable answer, long now) {
    if (!active || writing || from != source || answer.busy()) {
      return; // if it is busy it is asked again later
    }
    if (wanted.isPresent() && answer.snapshot().equals(wanted)) {
      startWith(from, now); // it has a newer one by now
    }
  }

  void piece(int from, TransferMessage.Piece piece) {
    if (!active || writing) {
      return;
    }
    boolean first = wanted.isEmpty()
        && from == source
        && piece.position() == 0
        && piece.snapshot().index() >= minIndex;
    boolean next = wanted.isPresent()
        && wanted.get().equals(piece.snapshot())
        && piece.position() == position
        && piece.bytes().length > 0;
    if (first) {
      wanted = Optional.of(piece.snapshot());
    }
    if (first || next) {
      writing = true;
      long present = attempt;
      context.snapshots.transfers().execute(() -> write(present, piece));
    }
  }

  private void written(long ofAttempt, SnapshotId id, long reached) {
    if (ofAttempt != attempt) {
      return;
    }
    writing = false;
    fruitless = 0;
    failures = 0;
    problem = Optional.empty();
    position = reached;
    if (position < id.length()) {
      ask(context.environment.nanoTime());
    } else {
      writing = true;
      context.snapshots.transfers().execute(() -> commit(ofAttempt, id));
    }
  }

  private void complete(long ofAttempt, SnapshotId id) {
    host.snapshots().fetched(id);
    if (ofAttempt == attempt) {
      writing = false;
      installing = true;
      retryAt = Long.MAX_VALUE; // until it is installed, or is of no use
    }
  }

  private void failed(long ofAttempt, String why) {
    if (ofAttempt == attempt) {
      problem = Optional.of(why);
      writing = false;
      wanted = Optional.empty();
      position = 0;
      // It may be the other's that is damaged.
      source = after(source, host.group().configuration().members());
      retryAt =
          context.environment.nanoTime() + (retryNanos << Math.min(failures++, MAX_DOUBLINGS));
      host.loop().touch(host);
    }
  }

  // ---- on the lane of transfers

  private void write(long ofAttempt, TransferMessage.Piece piece) {
    SnapshotId id = piece.snapshot();
    try {
      if (piece.position() == 0) {
        closeWriter();
        writer = context.snapshots.store().receive(id);
      }
      if (writer.position() == piece.position()) {
        writer.write(piece.bytes(), 0, piece.bytes().length);
      }
      long reached = writer.position();
      host.loop().execute(() -> written(ofAttempt, id, reached));
    } catch (IOException | RuntimeException e) {
      fail(ofAttempt, id, e);
    }
  }

  private void commit(long ofAttempt, SnapshotId id) {
    try {
      writer.commit();
      closeWriter();
      host.loop().execute(() -> complete(ofAttempt, id));
    } catch (IOException | RuntimeException e) {
      fail(ofAttempt, id, e);
    }
  }

  private void fail(long ofAttempt, SnapshotId id, Exception e) {
    closeWriter(); // what has come stays, unless it was found to be wrong
    host.loop()
        .execute(() -> failed(
            ofAttempt,
            "partition " + id.partition() + " could not keep the snapshot up to entry " + id.index()
                + " that it fetches: " + e));
  }

  private void abandonWriter() {
    if (writer != null) {
      writer.abandon();
    }
    closeWriter();
  }

  private void closeWriter() {
    if (writer != null) {
      writer.close();
      writer = null;
    }
  }
}
