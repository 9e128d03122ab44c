package io.quorate.engine.node;

import io.quorate.HybridLogicalClock;
import io.quorate.Leader;
import io.quorate.LeadershipResult;
import io.quorate.NodeAddress;
import io.quorate.RaftException;
import io.quorate.RaftStatus;
import io.quorate.ReplacementResult;
import io.quorate.engine.environment.Environment;
import io.quorate.engine.raft.Effect;
import io.quorate.engine.raft.Input;
import io.quorate.engine.raft.Successor;
import io.quorate.engine.storage.SnapshotStore;
import io.quorate.engine.storage.Storage;
import io.quorate.engine.system.Formation;
import io.quorate.engine.system.FormationRecord;
import io.quorate.engine.system.Identity;
import io.quorate.engine.system.Member;
import io.quorate.engine.system.StoreId;
import io.quorate.spi.Discovery;
import io.quorate.spi.Transport;
import io.quorate.spi.TransportException;
import io.quorate.spi.WalException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One member of a cluster: all its partitions, on what an {@link Environment}, a {@link Storage}, a
 * {@link Transport} and a {@link Discovery} provide. Production and simulation run this same class.
 *
 * <p>Thread-safe. No method blocks, but {@link #start}, which reads the log, and {@link #close}.
 * Every future that is returned completes by itself, normally, and never on an event loop.
 */
public final class Node implements AutoCloseable {
  private static final long HELLO_RETRY_NANOS = 100_000_000L;

  private final NodeSettings settings;
  private final StoreId storeId;
  private final Environment environment;
  private final Storage storage;
  private final Optional<SnapshotStore> snapshots;
  private final Transport transport;
  private final Discovery discovery;
  private final Application application;
  private final NodeObserver observer;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();

  private final NodeParts parts = new NodeParts();
  private final NodeInsight insight;
  private final NodeCalls calls;
  private PartitionLoop[] loops = {};
  private volatile Optional<RaftException> refusal = Optional.empty();

  /**
   * Puts a node together; nothing runs yet.
   *
   * @param settings how it runs
   * @param storeId of its data directory
   * @param environment time, threads, randomness
   * @param storage its log; closed with the node
   * @param snapshots where it keeps snapshots, closed with the node; empty if it can keep none
   * @param transport not started; closed with the node
   * @param discovery closed with the node
   * @param application gets what is committed
   * @param observer sees every step
   */
  public Node(
      NodeSettings settings,
      StoreId storeId,
      Environment environment,
      Storage storage,
      Optional<SnapshotStore> snapshots,
      Transport transport,
      Discovery discovery,
      Application application,
      NodeObserver observer) {
    this.settings = settings;
    this.storeId = storeId;
    this.environment = environment;
    this.storage = storage;
    this.snapshots = snapshots;
    this.transport = transport;
    this.discovery = discovery;
    this.application = application;
    this.observer = observer;
    this.insight = new NodeInsight(parts, environment, transport);
    this.calls = new NodeCalls(parts, environment);
  }

  // ---- life

  /**
   * Restores the log, binds the transport, and begins to look for the other members. Blocking.
   *
   * @throws WalException if the log cannot be read
   * @throws TransportException if the address cannot be bound
   * @throws RaftException if the log belongs to somebody else, or the configuration does not fit it
   */
  public void start() throws WalException, TransportException {
    parts.enter(RaftStatus.State.JOINING);
    Member self = new Member(settings.nodeId(), storeId);
    NodeRestore restored = NodeRestore.read(
        storage, snapshots.filter(store -> application.takesSnapshots()), settings, self);
    HybridLogicalClock clock = new HybridLogicalClock(
        settings.nodeId(),
        environment::wallMillis,
        settings.maxClockDrift(),
        restored.lastTimestamp());
    parts.context = new NodeContext(
        settings,
        environment,
        storage,
        transport,
        application,
        observer,
        clock,
        snapshots,
        this::failed);
    parts.desk = new ProposalDesk(parts.context);
    loops = new PartitionLoop[settings.eventLoops()];
    for (int i = 0; i < loops.length; i++) {
      loops[i] = new PartitionLoop(parts.context, i);
    }
    transport.start(new Inbound(parts.context, loops));
    parts.address = advertised();
    parts.context.advertised(parts.address);
    Formation formation = new Formation(
        new Identity(
            self,
            parts.context.bootId,
            parts.address,
            settings.expectedMembers(),
            settings.joins(),
            discovery.namesEveryMember(),
            settings.partitions(),
            settings.partitionsGiven()),
        restored.record(),
        restored.confirmed(),
        restored.membership(),
        environment.random("nonce").nextLong(Long.MAX_VALUE),
        HELLO_RETRY_NANOS);
    parts.systemHost =
        new SystemHost(parts.context, loops[0], formation, discovery, this::formed, this::refused);
    loops[0].systemHost(parts.systemHost);
    if (restored.confirmed()) {
      host(restored.record().orElseThrow(), restored.groups());
    }
    for (PartitionLoop loop : loops) {
      loop.start();
    }
    parts.pulses =
        Stream.of(loops).map(loop -> new LoopPulse(parts.context, loop)).toList();
  }

  private NodeAddress advertised() {
    NodeAddress local = transport.localAddress();
    NodeAddress given = settings.advertised().orElse(local);
    return given.port() == 0 ? new NodeAddress(given.host(), local.port()) : given;
  }

  /**
   * The cluster has been formed just now: every group begins, with an empty log. On the loop of
   * partition 0.
   */
  private void formed(FormationRecord record) {
    host(record, NodeRestore.fresh(record));
    List<Member> members = record.members();
    for (PartitionHost host : parts.hosts) {
      // Nobody has to wait for a timeout if somebody begins; taking turns spreads the leaders.
      if (members.get(host.partition() % members.size()).nodeId() == settings.nodeId()) {
        host.loop().execute(() -> host.input(new Input.Campaign()));
      }
    }
  }

  private void host(FormationRecord record, List<NodeRestore.Group> groups) {
    parts.context.formed(record);
    PartitionHost[] all = new PartitionHost[groups.size()];
    List<CompletableFuture<Void>> readiness = new ArrayList<>();
    for (int partition = 0; partition < all.length; partition++) {
      PartitionLoop loop = loops[partition % loops.length];
      PartitionHost host = new PartitionHost(
          parts.context, loop, partition, groups.get(partition), this::leaderNews, this::settled);
      all[partition] = host;
      readiness.add(host.ready());
      loop.execute(() -> loop.add(host));
    }
    loops[0].execute(() -> parts.systemHost.partitions(all));
    parts.hosts = all;
    CompletableFuture.allOf(readiness.toArray(new CompletableFuture<?>[0])).thenRun(() -> {
      // First, so that whoever has waited for it finds the node running.
      parts.enter(RaftStatus.State.RUNNING);
      ready.complete(null);
    });
  }

  private void leaderNews(PartitionHost host) {
    if (host.partition() == 0) {
      loops[0].touch(parts.systemHost);
    }
  }

  private void settled() {
    loops[0].execute(() -> loops[0].touch(parts.systemHost));
  }

  private void refused(RaftException reason) {
    refusal = Optional.of(reason);
    parts.context.fail(reason.getMessage(), reason);
  }

  private void failed(NodeContext.NodeFailure failure) {
    parts.enter(RaftStatus.State.FAILED);
    observer.failed(failure.problem(), failure.cause());
    RaftException reason = refusal.orElseGet(() -> new RaftException(
        "QRT-320", "The node has stopped: " + failure.problem(), failure.cause()));
    parts.context.answers.execute(() -> ready.completeExceptionally(reason));
    for (PartitionLoop loop : loops) {
      loop.execute(() -> {}); // lets the loop take the turn in which it ends what waits
    }
  }

  /**
   * Stops at once: ends every call, stops all threads, closes transport, discovery and storage.
   * Idempotent.
   */
  @Override
  public void close() {
    if (!parts.enter(RaftStatus.State.CLOSED)) {
      return;
    }
    try {
      stopRunning();
    } finally {
      try {
        transport.close();
      } finally {
        try {
          discovery.close();
        } finally {
          try {
            snapshots.ifPresent(SnapshotStore::close);
          } finally {
            storage.close();
          }
        }
      }
      ready.completeExceptionally(new RaftException("QRT-503", "The node was closed"));
      if (parts.context != null) {
        parts.context.answers.close();
      }
    }
  }

  private void stopRunning() {
    if (parts.context == null) {
      return;
    }
    parts.context.close();
    for (PartitionLoop loop : loops) {
      loop.stop();
    }
    if (parts.systemHost != null) {
      parts.systemHost.closeLane();
    }
    parts.context.closeLanes();
    if (parts.hosts != null) {
      for (PartitionHost host : parts.hosts) {
        host.snapshots().end();
      }
    }
    for (PartitionLoop loop : loops) {
      loop.endForGood();
    }
  }

  /**
   * Hands over what this node leads, as far as that works within an election timeout.
   *
   * @return completes when it has been tried
   */
  public CompletableFuture<Void> handOverLeadership() {
    List<CompletableFuture<?>> all = new ArrayList<>();
    PartitionHost[] current = parts.hosts;
    if (current != null) {
      for (PartitionHost host : current) {
        if (host.isLeader()) {
          all.add(request(
              host,
              token -> Successor.of(
                      host.group(), environment.nanoTime() - settings.electionTimeoutNanos())
                  .<Input>map(target -> new Input.TransferLeadership(target, token))
                  .orElseGet(() -> new Input.StepDown(token))));
        }
      }
    }
    return CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0]));
  }

  // ---- leadership

  /**
   * Whether this node leads: a field read.
   *
   * @param partition from 0
   * @return as far as this node knows
   */
  public boolean isLeader(int partition) {
    PartitionHost[] current = parts.hosts;
    return current != null && parts.context.isRunning() && current[partition].isLeader();
  }

  /**
   * The leader: a field read.
   *
   * @param partition from 0
   * @return as far as this node knows
   */
  public Optional<Leader> leader(int partition) {
    return parts.leader(partition);
  }

  /**
   * Waits for a leader of the current term.
   *
   * @param partition from 0
   * @param timeout for how long
   * @return empty if none is known in time
   */
  public CompletableFuture<Optional<Leader>> awaitLeader(int partition, Duration timeout) {
    Optional<Leader> known = leader(partition);
    return known.isPresent()
        ? CompletableFuture.completedFuture(known)
        : awaitStableLeader(partition, Duration.ZERO, timeout);
  }

  /**
   * Waits until one leader has been known for a while.
   *
   * @param partition from 0
   * @param stableFor for how long it shall have been known
   * @param timeout for how long to wait
   * @return empty if leadership did not settle in time
   */
  public CompletableFuture<Optional<Leader>> awaitStableLeader(
      int partition, Duration stableFor, Duration timeout) {
    PartitionHost host = parts.hosts[partition];
    CompletableFuture<Optional<Leader>> future = new CompletableFuture<>();
    long deadline = environment.nanoTime() + timeout.toNanos();
    host.loop().execute(() -> host.awaitLeader(future, stableFor.toNanos(), deadline));
    return future;
  }

  /**
   * Hands leadership over.
   *
   * @param partition from 1
   * @param target the voter that shall lead
   * @return the outcome
   */
  public CompletableFuture<LeadershipResult> transferLeadership(int partition, int target) {
    return request(partition, token -> new Input.TransferLeadership(target, token));
  }

  /**
   * Gives leadership up.
   *
   * @param partition from 1
   * @return the outcome
   */
  public CompletableFuture<LeadershipResult> stepDown(int partition) {
    return request(partition, Input.StepDown::new);
  }

  /**
   * Changes the members of a partition, through a joint configuration where voters change.
   *
   * @param partition from 1
   * @param voters the new voters
   * @param learners the new learners
   * @return the outcome; {@link LeadershipResult#NOT_A_VOTER} for a configuration that cannot be
   */
  public CompletableFuture<LeadershipResult> changeConfiguration(
      int partition, SortedSet<Integer> voters, SortedSet<Integer> learners) {
    // Who is not of the cluster could never answer, and the group could never leave the change.
    NodeContext context = parts.context;
    SortedSet<Integer> known = context == null ? new TreeSet<>() : context.members();
    boolean strangers = !known.containsAll(voters) || !known.containsAll(learners);
    return strangers
        ? CompletableFuture.completedFuture(LeadershipResult.NOT_A_VOTER)
        : request(partition, token -> new Input.ChangeConfiguration(voters, learners, token));
  }

  /**
   * Replaces a member whose data is lost by a new node.
   *
   * @param lost the member's node id
   * @param replacement the new node's id
   * @param timeout for how long to wait
   * @return the outcome
   */
  public CompletableFuture<ReplacementResult> replaceMember(
      int lost, int replacement, Duration timeout) {
    RaftStatus.State state = parts.state;
    if (parts.hosts == null || state == RaftStatus.State.CLOSED) {
      return CompletableFuture.completedFuture(ReplaceCall.notRunning(state, Optional.empty()));
    }
    ReplaceCall call = new ReplaceCall(
        parts.context, lost, replacement, environment.nanoTime() + timeout.toNanos());
    loops[0].execute(() -> parts.systemHost.replace(call));
    return call.future();
  }

  private CompletableFuture<LeadershipResult> request(
      int partition, Function<Object, Input> input) {
    PartitionHost[] current = parts.hosts;
    return current == null
        ? CompletableFuture.completedFuture(LeadershipResult.CLOSED)
        : request(current[partition], input);
  }

  private CompletableFuture<LeadershipResult> request(
      PartitionHost host, Function<Object, Input> input) {
    CompletableFuture<LeadershipResult> future = new CompletableFuture<>();
    Consumer<Effect.Answer> token = answer -> future.complete(
        switch (answer) {
          case DONE -> LeadershipResult.DONE;
          case NOT_LEADER -> LeadershipResult.NOT_LEADER;
          case NOT_A_VOTER, INVALID -> LeadershipResult.NOT_A_VOTER;
          case BUSY -> LeadershipResult.ALREADY_TRANSFERRING;
          case NOT_READY, TIMED_OUT -> LeadershipResult.TIMED_OUT;
        });
    host.loop().execute(() -> {
      if (parts.context.isRunning()) {
        host.input(input.apply(token));
      } else {
        parts.context.answers.execute(() -> future.complete(LeadershipResult.CLOSED));
      }
    });
    return future;
  }

  // ---- what others want to know

  /**
   * Completes when every partition has a leader and this node has applied what was committed when
   * it found that leader; exceptionally when that can never be.
   *
   * @return a future that callers share
   */
  public CompletableFuture<Void> ready() {
    return ready;
  }

  /**
   * What applications ask of this node's partitions.
   *
   * @return the same object always
   */
  public NodeCalls calls() {
    return calls;
  }

  /**
   * What can be asked of this node, at any time.
   *
   * @return the same object always
   */
  public NodeInsight insight() {
    return insight;
  }
}
