package io.quorate.engine.node;

import io.quorate.HybridLogicalClock;
import io.quorate.Leader;
import io.quorate.NodeAddress;
import io.quorate.engine.auth.Authenticator;
import io.quorate.engine.codec.FrameHeader;
import io.quorate.engine.environment.Environment;
import io.quorate.engine.environment.Environment.Lane;
import io.quorate.engine.node.Counters.Counter;
import io.quorate.engine.storage.SnapshotStore;
import io.quorate.engine.storage.Storage;
import io.quorate.engine.system.ClusterId;
import io.quorate.engine.system.FormationRecord;
import io.quorate.engine.system.Membership;
import io.quorate.engine.system.Replacement;
import io.quorate.spi.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** What the parts of one node share. Thread-safe. */
final class NodeContext {
  final NodeSettings settings;
  final Environment environment;
  final Storage storage;
  final Transport transport;
  final Application application;
  final NodeObserver observer;
  final HybridLogicalClock clock;
  final Admission admission;
  final Counters counters = new Counters();
  final long bootId;
  final Snapshots snapshots;
  final ClockWatch clocks;
  final StampWatch stamps;

  /** Empty if frames are not sealed. */
  final Optional<Authenticator> authenticator;

  final RefusedFrames refusedFrames;
  final List<Lane> applyLanes = new ArrayList<>();

  /**
   * Where callers hear of outcomes that no apply lane tells, so that their code never runs on an
   * event loop.
   */
  final Answers answers;

  private final Consumer<NodeFailure> onFailure;
  private volatile NodeAddress advertised;
  private volatile SortedMap<Integer, NodeAddress> addresses = new TreeMap<>();
  private volatile SortedMap<Integer, Long> boots = new TreeMap<>();
  private volatile MemberIds members = new MemberIds(new TreeSet<>(), Optional.empty());
  private volatile Optional<ClusterId> cluster = Optional.empty();
  private volatile Optional<NodeFailure> failure = Optional.empty();
  private volatile boolean closed;

  /**
   * Who belongs to the cluster, as this node knows.
   *
   * @param ids all members
   * @param replacement what the groups that this node leads are to change
   */
  record MemberIds(SortedSet<Integer> ids, Optional<Replacement> replacement) {}

  /** Why a node has stopped by itself. */
  record NodeFailure(String problem, Throwable cause) {}

  NodeContext(
      NodeSettings settings,
      Environment environment,
      Storage storage,
      Transport transport,
      Application application,
      NodeObserver observer,
      HybridLogicalClock clock,
      Optional<SnapshotStore> snapshotStore,
      Consumer<NodeFailure> onFailure) {
    this.settings = settings;
    this.environment = environment;
    this.storage = storage;
    this.transport = transport;
    this.application = application;
    this.observer = observer;
    this.clock = clock;
    this.onFailure = onFailure;
    this.admission = new Admission(settings.limits());
    this.bootId = environment.random("boot").nextLong(Long.MAX_VALUE);
    for (int i = 0; i < settings.applyLanes(); i++) {
      applyLanes.add(environment.startLane("apply-" + i));
    }
    this.snapshots =
        new Snapshots(snapshotStore.filter(s -> application.takesSnapshots()), environment);
    this.answers = new Answers(environment);
    this.stamps = new StampWatch(clock, counters, settings.nodeId(), settings.maxClockDrift());
    this.authenticator = settings
        .secrets()
        .map(all -> new Authenticator(all.secret(), all.other(), settings.nodeId(), bootId));
    this.refusedFrames = new RefusedFrames(environment, counters, observer);
    this.clocks =
        new ClockWatch(environment, counters, settings.leases(), settings.electionTimeoutNanos());
  }

  Lane applyLane(int partition) {
    return applyLanes.get(partition % applyLanes.size());
  }

  /** Tells the application something that needs no answer, on the partition's apply lane. */
  void tell(int partition, Runnable news) {
    applyLane(partition).execute(() -> {
      try {
        news.run();
      } catch (RuntimeException e) {
        counters.increment(Counter.CALLBACK_FAILURES);
      }
    });
  }

  // ---- who is where

  /** Where this node can be reached: known once the transport listens, before any frame is sent. */
  void advertised(NodeAddress address) {
    advertised = address;
  }

  Optional<NodeAddress> address(int nodeId) {
    return Optional.ofNullable(addresses.get(nodeId));
  }

  SortedMap<Integer, NodeAddress> addresses() {
    return addresses;
  }

  /** The map is handed over. */
  void addresses(SortedMap<Integer, NodeAddress> current) {
    addresses = current;
  }

  /** Which process speaks for each other member, as far as is known. */
  SortedMap<Integer, Long> boots() {
    return boots;
  }

  /** The map is handed over. */
  void boots(SortedMap<Integer, Long> current) {
    boots = current;
  }

  Optional<ClusterId> cluster() {
    return cluster;
  }

  /** The cluster stands. */
  void formed(FormationRecord record) {
    cluster = Optional.of(record.clusterId());
  }

  /** Who belongs to the cluster by now. */
  void membership(Membership current) {
    members = new MemberIds(current.ids(), current.replacement());
  }

  SortedSet<Integer> members() {
    return members.ids();
  }

  /** The members, and which of them is being replaced: of one moment. */
  MemberIds memberIds() {
    return members;
  }

  boolean isOtherMember(int nodeId) {
    return nodeId != settings.nodeId() && members.ids().contains(nodeId);
  }

  FrameHeader header(OptionalInt to) {
    return new FrameHeader(cluster, settings.nodeId(), to, bootId, advertised);
  }

  Optional<Leader> leader(OptionalInt nodeId, long term) {
    return nodeId.isPresent()
        ? Optional.of(new Leader(nodeId.getAsInt(), term, address(nodeId.getAsInt())))
        : Optional.empty();
  }

  // ---- the end

  /** The node cannot go on. Only the first reason counts. Any thread. */
  void fail(String problem, Throwable cause) {
    NodeFailure reason = new NodeFailure(problem, cause);
    synchronized (this) {
      if (failure.isPresent() || closed) {
        return;
      }
      failure = Optional.of(reason);
    }
    onFailure.accept(reason);
  }

  Optional<NodeFailure> failure() {
    return failure;
  }

  void close() {
    closed = true;
  }

  /** Stops application code; what callers wait for is answered all the same. */
  void closeLanes() {
    applyLanes.forEach(Lane::close);
    snapshots.close();
  }

  boolean isClosed() {
    return closed;
  }

  /** Whether loops go on. */
  boolean isRunning() {
    return !closed && failure.isEmpty();
  }
}
