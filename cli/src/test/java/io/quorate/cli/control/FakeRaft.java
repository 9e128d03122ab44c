package io.quorate.cli.control;

import io.quorate.DecisionResult;
import io.quorate.Health;
import io.quorate.HybridTimestamp;
import io.quorate.Leader;
import io.quorate.LeaderListener;
import io.quorate.LeadershipResult;
import io.quorate.LogEntry;
import io.quorate.Members;
import io.quorate.MetricsListener;
import io.quorate.NodeAddress;
import io.quorate.Partition;
import io.quorate.PartitionLoad;
import io.quorate.PartitionStatus;
import io.quorate.Proposal;
import io.quorate.Raft;
import io.quorate.RaftException;
import io.quorate.RaftStatus;
import io.quorate.ReadConsistency;
import io.quorate.ReadResult;
import io.quorate.ReplacementResult;
import io.quorate.ReplicationErrorListener;
import io.quorate.ReplicationListener;
import io.quorate.ReplicationResult;
import io.quorate.ReplicationStatus;
import io.quorate.RestoreListener;
import io.quorate.RetentionHold;
import io.quorate.StateMachine;
import io.quorate.Ticket;
import io.quorate.TicketResult;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** One node with one partition, which commits when the test says so. */
final class FakeRaft implements Raft {
  /** Proposals that have no outcome yet, oldest first. */
  final Queue<CompletableFuture<ReplicationResult>> open = new ArrayDeque<>();

  volatile ReplicationStatus refusal;

  /** What becomes of the replacement of a member. */
  volatile ReplacementResult replacement =
      new ReplacementResult(ReplacementResult.Status.DONE, "Node 3 has left.", Optional.of(OTHER));

  private ReplicationListener listener = (partition, log) -> {};
  private long index;

  static final Leader OTHER = new Leader(2, 4, Optional.of(new NodeAddress("localhost", 8002)));

  @Override
  public Partition partition(int id) {
    if (id != 1) {
      throw new RaftException("QRT-501", "There is no partition " + id);
    }
    return new FakePartition();
  }

  /** Commits a proposal. */
  synchronized void commit(CompletableFuture<ReplicationResult> proposal, String data)
      throws Exception {
    index++;
    listener.onEntry(1, new LogEntry(index, 3, HybridTimestamp.ZERO, "t", data.getBytes()));
    proposal.complete(new ReplicationResult.Committed(index, 3, Optional.empty()));
  }

  @Override
  public Members members() {
    return new Members() {
      @Override
      public CompletableFuture<ReplacementResult> replaceMember(int lost, int joining) {
        if (lost == joining) {
          throw new IllegalArgumentException("node " + joining + " cannot replace itself");
        }
        return CompletableFuture.completedFuture(replacement);
      }

      @Override
      public ReplacementResult replaceMember(int lost, int joining, Duration timeout) {
        return replaceMember(lost, joining).join();
      }
    };
  }

  @Override
  public RaftStatus status() {
    TreeMap<Integer, Optional<NodeAddress>> members = new TreeMap<>();
    members.put(1, Optional.of(new NodeAddress("localhost", 8001)));
    members.put(2, Optional.empty());
    TreeMap<Integer, Long> lag = new TreeMap<>();
    lag.put(2, 5L);
    TreeMap<String, Long> counters = new TreeMap<>();
    counters.put("wal.appends", 9L);
    PartitionStatus partition = new PartitionStatus(
        1,
        PartitionStatus.Role.LEADER,
        3,
        Optional.of(OTHER),
        1,
        12,
        11,
        10,
        9,
        new TreeSet<>(List.of(1, 2)),
        new TreeSet<>(),
        lag,
        8,
        0,
        Optional.empty());
    return new RaftStatus(
        1,
        "node-1",
        RaftStatus.State.RUNNING,
        Optional.of("cluster"),
        Optional.of(new NodeAddress("localhost", 8001)),
        members,
        List.of(partition),
        List.of("the disk is slow"),
        counters);
  }

  @Override
  public Health health() {
    return new Health(true, true, List.of());
  }

  @Override
  public void readMetrics(MetricsListener listener) {}

  @Override
  public void onReplicationReceived(ReplicationListener value) {
    listener = value;
  }

  @Override
  public void onLogRestored(ReplicationListener value) {}

  @Override
  public void onRestoreStarted(RestoreListener value) {}

  @Override
  public void onRestoreFinished(RestoreListener value) {}

  @Override
  public void onReplicationError(ReplicationErrorListener value) {}

  @Override
  public void onLeaderChanged(LeaderListener value) {}

  @Override
  public void useStateMachine(StateMachine value) {}

  @Override
  public void joinCluster(Duration timeout) {}

  @Override
  public void leaveCluster() {}

  @Override
  public void close() {}

  private final class FakePartition implements Partition {
    @Override
    public int id() {
      return 1;
    }

    @Override
    public boolean isLeader() {
      return true;
    }

    @Override
    public boolean amILeader(Duration timeout) {
      return true;
    }

    @Override
    public Optional<Leader> leader() {
      return Optional.of(OTHER);
    }

    @Override
    public Optional<Leader> waitForLeader(Duration timeout) {
      return leader();
    }

    @Override
    public Optional<Leader> waitForStableLeader(Duration stableFor, Duration timeout) {
      return leader();
    }

    @Override
    public CompletableFuture<ReplicationResult> replicate(String type, byte[] data) {
      ReplicationStatus refused = refusal;
      if (refused == ReplicationStatus.UNKNOWN) {
        return CompletableFuture.completedFuture(
            new ReplicationResult.Unknown(Duration.ofSeconds(10)));
      }
      if (refused != null) {
        return CompletableFuture.completedFuture(
            new ReplicationResult.NotCommitted(refused, Optional.of(OTHER)));
      }
      CompletableFuture<ReplicationResult> future = new CompletableFuture<>();
      synchronized (FakeRaft.this) {
        open.add(future);
        FakeRaft.this.notifyAll();
      }
      return future;
    }

    @Override
    public ReplicationResult replicate(String type, byte[] data, Duration timeout) {
      return replicate(type, data).join();
    }

    @Override
    public CompletableFuture<List<ReplicationResult>> replicate(List<Proposal> proposals) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<ReplicationResult> replicate(List<Proposal> proposals, Duration timeout) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<TicketResult> propose(List<Proposal> proposals, Duration lifetime) {
      throw new UnsupportedOperationException();
    }

    @Override
    public TicketResult propose(List<Proposal> proposals, Duration lifetime, Duration timeout) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<DecisionResult> commit(Ticket ticket) {
      throw new UnsupportedOperationException();
    }

    @Override
    public DecisionResult commit(Ticket ticket, Duration timeout) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<DecisionResult> rollback(Ticket ticket) {
      throw new UnsupportedOperationException();
    }

    @Override
    public DecisionResult rollback(Ticket ticket, Duration timeout) {
      throw new UnsupportedOperationException();
    }

    @Override
    public <T> CompletableFuture<ReadResult<T>> read(
        ReadConsistency consistency, Supplier<T> query) {
      throw new UnsupportedOperationException();
    }

    @Override
    public <T> ReadResult<T> read(
        ReadConsistency consistency, Supplier<T> query, Duration timeout) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<LeadershipResult> transferLeadership(int nodeId) {
      return CompletableFuture.completedFuture(
          nodeId == 2 ? LeadershipResult.DONE : LeadershipResult.NOT_A_VOTER);
    }

    @Override
    public CompletableFuture<LeadershipResult> stepDown() {
      return CompletableFuture.completedFuture(LeadershipResult.NOT_LEADER);
    }

    @Override
    public CompletableFuture<ReplicationResult> checkpoint() {
      return CompletableFuture.completedFuture(
          new ReplicationResult.NotCommitted(ReplicationStatus.NO_SNAPSHOTS));
    }

    @Override
    public ReplicationResult checkpoint(Duration timeout) {
      return checkpoint().join();
    }

    @Override
    public RetentionHold hold(long fromIndex) {
      throw new UnsupportedOperationException("nothing is held here");
    }

    @Override
    public PartitionStatus status() {
      return FakeRaft.this.status().partitions().get(0);
    }

    @Override
    public PartitionLoad load() {
      return PartitionLoad.none(1);
    }
  }
}
