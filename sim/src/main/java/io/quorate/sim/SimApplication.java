package io.quorate.sim;

import io.quorate.FrozenState;
import io.quorate.LogEntry;
import io.quorate.SnapshotStateMachine;
import io.quorate.StateMachine;
import io.quorate.engine.node.Application;
import io.quorate.sim.device.SimProcess;
import io.quorate.sim.oracle.BootOracle;
import io.quorate.sim.schedule.Knobs;
import io.quorate.sim.world.Digest;
import io.quorate.sim.world.Event;
import io.quorate.sim.world.GuestCalls;
import io.quorate.sim.world.Mark;
import io.quorate.sim.world.SimRandom;
import io.quorate.sim.world.World;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * The application of one process: a state machine behind a porter, who shows the checks what comes
 * in and what the machine answers, and who throws now and then.
 */
final class SimApplication implements Application {
  /** So often an application with a store of its own puts its state there, per mille. */
  private static final int KEPT_PERMILLE = 30;

  private final Cluster cluster;
  private final World world;
  private final SimProcess process;
  private final Knobs knobs;
  private final BootOracle oracle;
  private final GuestCalls calls;
  private final StateMachine machine;
  private final SimRandom random;

  private final OwnStore ownStore;

  /** The partitions that a snapshot was restored to half-way. */
  private final Set<Integer> inPart = new TreeSet<>();

  /** The partitions whose state was taken from there. */
  private final Set<Integer> begun = new TreeSet<>();

  SimApplication(Cluster cluster, SimProcess process, BootOracle oracle, OwnStore ownStore) {
    this.ownStore = ownStore;
    this.cluster = cluster;
    this.world = cluster.world();
    this.process = process;
    this.knobs = cluster.knobs();
    this.oracle = oracle;
    this.calls = new GuestCalls(world, "the state machine of node " + process.node());
    this.machine = calls.<StateMachine>call(
        "its making",
        (partition, entry) -> null,
        () -> cluster.options().machines().apply(cluster.schedule()));
    this.random =
        world.streams().stream("node/" + process.node() + "/" + process.boot() + "/application");
  }

  /** A failure that was wanted. */
  private static final class Unwilling extends Exception {
    private static final long serialVersionUID = 1L;

    Unwilling() {
      super("told to fail", null, false, false);
    }
  }

  @Override
  public Object apply(int partition, LogEntry entry, boolean restored) throws Exception {
    boolean throwing = random.chance(knobs.applyFailures());
    byte[] data = entry.data();
    long operation = ByteBuffer.wrap(data).getLong();
    oracle.applying(partition, entry, operation, restored);
    if (throwing) {
      failed(partition, entry);
      throw new Unwilling();
    }
    keepSometimes(partition, entry);
    byte[] command = Arrays.copyOfRange(data, Long.BYTES, data.length);
    Object response = apply(
        partition,
        new LogEntry(
            entry.index(),
            entry.term(),
            entry.timestamp(),
            entry.type(),
            command,
            entry.position()));
    oracle.responded(partition, entry, operation, response);
    return new Reply(operation, response);
  }

  private Object apply(int partition, LogEntry entry) throws Exception {
    try {
      return calls.watched(
          "apply of entry " + entry.index() + " of partition " + partition,
          () -> machine.apply(partition, entry));
    } catch (Exception e) {
      failed(partition, entry);
      cluster.machineFailed(process.node(), partition, entry, e);
      throw e;
    }
  }

  /** On the apply lane. */
  Object answer(int partition, Workload.Query query) {
    if (inPart.contains(partition)) {
      world.fail(
          "I21", partition, "node " + process.node() + " reads a state that was restored in part");
    }
    return calls
        .<Optional<?>>call(
            "a query",
            Optional.empty(),
            () -> Optional.ofNullable(query.answer().apply(machine)))
        .orElse(null);
  }

  // ---- snapshots

  /**
   * An application with a store of its own takes its state from there when it starts, and puts it
   * there now and then, when all that came at one index has been applied.
   */
  @Override
  public OptionalLong durableIndex(int partition) {
    if (!keepsItself()) {
      return OptionalLong.empty();
    }
    OwnStore.Kept kept = ownStore.kept(partition);
    if (begun.add(partition) && kept != null) {
      try {
        snapshots().restore(partition, kept.index(), new ByteArrayInputStream(kept.state()));
      } catch (Exception e) {
        world.fail("U1", partition, "the state machine cannot restore what it has written: " + e);
      }
    }
    long index = kept == null ? 0 : kept.index();
    oracle.kept(partition, index);
    return OptionalLong.of(index);
  }

  private boolean keepsItself() {
    return knobs.ownStore() && takesSnapshots();
  }

  private void keepSometimes(int partition, LogEntry entry) throws Exception {
    if (keepsItself() && entry.position() == 0 && random.chance(KEPT_PERMILLE)) {
      long index = entry.index() - 1;
      ownStore.keep(partition, index, written(snapshots().freeze(partition)));
      oracle.kept(partition, index);
    }
  }

  private static byte[] written(FrozenState state) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    state.writeTo(bytes);
    state.close();
    return bytes.toByteArray();
  }

  private SnapshotStateMachine snapshots() {
    return (SnapshotStateMachine) machine;
  }

  @Override
  public boolean takesSnapshots() {
    return machine instanceof SnapshotStateMachine;
  }

  @Override
  public FrozenState freeze(int partition) throws Exception {
    if (random.chance(knobs.applyFailures())) {
      throw new Unwilling();
    }
    FrozenState state =
        calls.watched("freezing partition " + partition, () -> snapshots().freeze(partition));
    byte[] written = written(state);
    oracle.froze(partition, Digest.of(written));
    boolean failing = random.chance(knobs.applyFailures());
    return new Frozen(partition, written, failing ? written.length / 2 : written.length);
  }

  /** Is closed once, and not written after that. */
  private final class Frozen implements FrozenState {
    private final int partition;
    private final byte[] state;
    private final int willing;
    private boolean closed;

    Frozen(int partition, byte[] state, int willing) {
      this.partition = partition;
      this.state = state;
      this.willing = willing;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      if (closed) {
        world.fail("X6", partition, "a frozen state is written after it was closed");
      }
      out.write(state, 0, willing);
      if (willing < state.length) {
        throw new IOException("told to fail");
      }
    }

    @Override
    public void close() {
      if (closed) {
        world.fail("X6", partition, "a frozen state is closed twice");
      }
      closed = true;
    }
  }

  @Override
  public void restore(int partition, long index, InputStream in) throws Exception {
    byte[] bytes = in.readAllBytes();
    oracle.restoring(partition, index, Digest.of(bytes));
    if (random.chance(Math.min(1_000, 10 * knobs.applyFailures()))) {
      // Half-way: what is there now is nobody's state.
      inPart.add(partition);
      snapshots().restore(partition, index, new ByteArrayInputStream(garbage(bytes)));
      throw new Unwilling();
    }
    calls.watched("restoring partition " + partition, () -> {
      snapshots().restore(partition, index, new ByteArrayInputStream(bytes));
      return bytes;
    });
    inPart.remove(partition);
    if (keepsItself()) {
      ownStore.keep(partition, index, bytes);
      oracle.kept(partition, index);
    }
  }

  private static byte[] garbage(byte[] state) {
    byte[] garbage = state.clone();
    for (int i = 0; i < garbage.length; i++) {
      garbage[i] ^= (byte) 0x55;
    }
    return garbage;
  }

  private void failed(int partition, LogEntry entry) {
    world.count(Mark.APPLY_FAILURES);
    world.record(Event.APPLY_FAILED, process.node(), partition, entry.index(), 0);
  }
}
