package io.quorate.engine.boot;

import io.quorate.FrozenState;
import io.quorate.Leader;
import io.quorate.LeaderListener;
import io.quorate.LogEntry;
import io.quorate.ReplicationErrorListener;
import io.quorate.ReplicationListener;
import io.quorate.RestoreListener;
import io.quorate.SnapshotStateMachine;
import io.quorate.StateMachine;
import io.quorate.engine.node.Application;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the application has registered, as the node layer calls it. */
final class Listeners implements Application {
  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  // Volatile, because lanes read what the registering thread wrote.
  private volatile Optional<StateMachine> stateMachine = Optional.empty();
  private volatile Optional<ReplicationListener> received = Optional.empty();
  private volatile Optional<ReplicationListener> restored = Optional.empty();
  private volatile Optional<RestoreListener> restoreStarted = Optional.empty();
  private volatile Optional<RestoreListener> restoreFinished = Optional.empty();
  private volatile Optional<ReplicationErrorListener> failed = Optional.empty();
  private volatile Optional<LeaderListener> leaders = Optional.empty();
  private boolean frozen;

  /** From now on the set of listeners stays as it is. */
  synchronized void freeze() {
    frozen = true;
  }

  private synchronized void register(String what, Object listener, Runnable assignment) {
    Objects.requireNonNull(listener, what);
    if (frozen) {
      throw new IllegalStateException(
          "a " + what
              + " must be registered before joinCluster, or it would miss what has been delivered already");
    }
    assignment.run();
  }

  void stateMachine(StateMachine machine) {
    register("state machine", machine, () -> stateMachine = Optional.of(machine));
  }

  void received(ReplicationListener listener) {
    register("listener", listener, () -> received = Optional.of(listener));
  }

  void restored(ReplicationListener listener) {
    register("listener", listener, () -> restored = Optional.of(listener));
  }

  void restoreStarted(RestoreListener listener) {
    register("listener", listener, () -> restoreStarted = Optional.of(listener));
  }

  void restoreFinished(RestoreListener listener) {
    register("listener", listener, () -> restoreFinished = Optional.of(listener));
  }

  void failed(ReplicationErrorListener listener) {
    register("listener", listener, () -> failed = Optional.of(listener));
  }

  void leaders(LeaderListener listener) {
    register("listener", listener, () -> leaders = Optional.of(listener));
  }

  @Override
  public Object apply(int partition, LogEntry entry, boolean wasRestored) throws Exception {
    if (stateMachine.isPresent()) {
      return stateMachine.get().apply(partition, entry);
    }
    Optional<ReplicationListener> listener =
        wasRestored && restored.isPresent() ? restored : received;
    if (listener.isPresent()) {
      listener.get().onEntry(partition, entry);
    }
    return null;
  }

  private Optional<SnapshotStateMachine> snapshots() {
    return stateMachine
        .filter(SnapshotStateMachine.class::isInstance)
        .map(SnapshotStateMachine.class::cast);
  }

  @Override
  public boolean takesSnapshots() {
    return snapshots().isPresent();
  }

  @Override
  public FrozenState freeze(int partition) throws Exception {
    return Objects.requireNonNull(snapshots().orElseThrow().freeze(partition), "the frozen state");
  }

  @Override
  public void restore(int partition, long index, InputStream in) throws Exception {
    snapshots().orElseThrow().restore(partition, index, in);
  }

  @Override
  public OptionalLong durableIndex(int partition) {
    return snapshots().map(machine -> machine.durableIndex(partition)).orElse(OptionalLong.empty());
  }

  @Override
  public void applyFailed(int partition, LogEntry entry, int attempt, Throwable error) {
    LOG.warn(
        "partition {} stands still: attempt {} to apply {} has failed",
        partition,
        attempt,
        entry,
        error);
    tell(
        "an error listener",
        failed,
        listener -> listener.onError(partition, entry, attempt, error));
  }

  @Override
  public void restoreStarted(int partition) {
    tell("a restore listener", restoreStarted, listener -> listener.onRestore(partition));
  }

  @Override
  public void restoreFinished(int partition) {
    tell("a restore listener", restoreFinished, listener -> listener.onRestore(partition));
  }

  @Override
  public void leaderChanged(int partition, Optional<Leader> leader) {
    tell("a leader listener", leaders, listener -> listener.onLeader(partition, leader));
  }

  private static <L> void tell(String what, Optional<L> listener, Consumer<L> call) {
    try {
      listener.ifPresent(call);
    } catch (Exception | LinkageError | AssertionError e) {
      LOG.warn("{} has thrown", what, e);
    }
  }
}
