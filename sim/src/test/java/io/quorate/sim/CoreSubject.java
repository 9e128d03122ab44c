package io.quorate.sim;

import io.quorate.HybridTimestamp;
import io.quorate.LeadershipResult;
import io.quorate.NodeAddress;
import io.quorate.Proposal;
import io.quorate.ReplicationResult;
import io.quorate.ReplicationStatus;
import io.quorate.engine.codec.EntryCodec;
import io.quorate.engine.codec.EntryRecords;
import io.quorate.engine.environment.Environment;
import io.quorate.engine.node.Application;
import io.quorate.engine.node.NodeObserver;
import io.quorate.engine.node.NodeSettings;
import io.quorate.engine.raft.Configuration;
import io.quorate.engine.raft.Draft;
import io.quorate.engine.raft.Effect;
import io.quorate.engine.raft.EntryKind;
import io.quorate.engine.raft.GroupProbe;
import io.quorate.engine.raft.GroupSettings;
import io.quorate.engine.raft.Input;
import io.quorate.engine.raft.Message;
import io.quorate.engine.raft.RaftGroup;
import io.quorate.engine.raft.RestoredGroup;
import io.quorate.engine.storage.SnapshotStore;
import io.quorate.engine.storage.Storage;
import io.quorate.engine.system.StoreId;
import io.quorate.spi.Discovery;
import io.quorate.spi.EntryRecord;
import io.quorate.spi.HardState;
import io.quorate.spi.PartitionState;
import io.quorate.spi.PartitionWrite;
import io.quorate.spi.Transport;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * The bare core as a simulated node: one loop, one lane, groups that were formed beforehand, and
 * frames that only name a message. For runs in which a violation cannot be the node layer's.
 */
final class CoreSubject implements Subject {

  private record Letter(int from, int to, int partition, Message message) {}

  /** What the nodes of one run share. */
  private static final class Post {
    final List<Letter> underWay = new ArrayList<>();
    final Map<Integer, NodeAddress> addresses = new HashMap<>();
  }

  /** The nodes of one run. */
  static final class Factory implements Subject.Factory {
    private final Post post = new Post();

    @Override
    public Subject create(
        NodeSettings settings,
        StoreId storeId,
        Environment environment,
        Storage storage,
        SnapshotStore snapshots,
        Transport transport,
        Discovery discovery,
        Application application,
        NodeObserver observer) {
      return new CoreSubject(
          post, settings, environment, storage, transport, application, observer);
    }
  }

  private final Post post;
  private final NodeSettings settings;
  private final Environment environment;
  private final Storage storage;
  private final Transport transport;
  private final Application application;
  private final NodeObserver observer;
  private final List<Hosted> groups = new ArrayList<>();
  private final List<CompletableFuture<LeadershipResult>> requests = new ArrayList<>();
  private boolean closed;
  private Environment.EventLoop loop;
  private Environment.Lane lane;

  private CoreSubject(
      Post post,
      NodeSettings settings,
      Environment environment,
      Storage storage,
      Transport transport,
      Application application,
      NodeObserver observer) {
    this.post = post;
    this.settings = settings;
    this.environment = environment;
    this.storage = storage;
    this.transport = transport;
    this.application = application;
    this.observer = observer;
  }

  /** A proposal, and what its client waits for. */
  private static final class Pending implements Draft {
    final Proposal proposal;
    final Call call;
    final int slot;
    long term;

    Pending(Proposal proposal, Call call, int slot) {
      this.proposal = proposal;
      this.call = call;
      this.slot = slot;
    }

    @Override
    public EntryKind kind() {
      return EntryKind.COMMAND;
    }

    @Override
    public String type() {
      return proposal.type();
    }

    @Override
    public byte[] data() {
      return proposal.data();
    }
  }

  private static final class Call {
    final CompletableFuture<List<ReplicationResult>> future = new CompletableFuture<>();
    final ReplicationResult[] results;
    final long deadline;

    Call(int count, long deadline) {
      this.results = new ReplicationResult[count];
      this.deadline = deadline;
    }

    void set(int slot, ReplicationResult result) {
      if (results[slot] == null) {
        results[slot] = result;
      }
      for (ReplicationResult r : results) {
        if (r == null) {
          return;
        }
      }
      future.complete(List.of(results));
    }

    void timeOut() {
      for (int i = 0; i < results.length; i++) {
        set(i, new ReplicationResult.Unknown(Duration.ZERO));
      }
    }
  }

  private final class Hosted {
    final int partition;
    final RaftGroup group;
    final TreeMap<Long, EntryRecord> log = new TreeMap<>();
    final TreeMap<Long, Pending> pending = new TreeMap<>();
    final List<Call> calls = new ArrayList<>();
    final Deque<Input> inbox = new ArrayDeque<>();
    long applied;

    Hosted(int partition) throws WalException {
      this.partition = partition;
      PartitionState state = storage.state(partition);
      TreeSet<Integer> voters = new TreeSet<>();
      for (int voter = 1; voter <= settings.expectedMembers().getAsInt(); voter++) {
        voters.add(voter);
      }
      TreeMap<Long, Configuration> configurations = new TreeMap<>();
      configurations.put(0L, Configuration.of(voters));
      TreeMap<Long, Long> terms = new TreeMap<>();
      long term = 0;
      for (EntryRecord entry : storage.readNow(partition, 1, Long.MAX_VALUE)) {
        log.put(entry.index(), entry);
        if (entry.term() > term) {
          term = entry.term();
          terms.put(entry.index(), term);
        }
        if (EntryRecords.kind(entry) == EntryKind.CONFIGURATION) {
          configurations.put(entry.index(), EntryRecords.configuration(entry));
        }
      }
      this.group = new RaftGroup(
          new GroupSettings(
              partition,
              settings.nodeId(),
              settings.heartbeatNanos(),
              settings.electionTimeoutNanos(),
              settings.priority(),
              settings.appendMaxBytes(),
              settings.windowMessages(),
              settings.windowBytes(),
              settings.tailCacheBytes(),
              settings.leases()),
          new RestoredGroup(
              state.hardState().orElse(HardState.INITIAL),
              state.boundary(),
              state.lastIndex(),
              terms,
              configurations),
          new EntryCodec(
              partition, () -> new HybridTimestamp(environment.wallMillis(), 0, settings.nodeId())),
          environment.random("election/" + partition),
          environment.nanoTime());
    }

    void turn() {
      calls.removeIf(call -> {
        if (environment.nanoTime() >= call.deadline) {
          call.timeOut();
        }
        return call.future.isDone();
      });
      if (inbox.isEmpty() && environment.nanoTime() < group.nextDeadline()) {
        return;
      }
      List<Input> inputs = new ArrayList<>(inbox);
      inbox.clear();
      List<Effect> effects = new ArrayList<>(group.step(inputs, environment.nanoTime()));
      observer.stepped(group, inputs, effects);
      for (Effect effect : effects) {
        carryOut(effect);
      }
    }

    private void carryOut(Effect effect) {
      if (effect instanceof Effect.Send send) {
        NodeAddress to = post.addresses.get(send.to());
        if (to != null) {
          int number = post.underWay.size();
          post.underWay.add(new Letter(settings.nodeId(), send.to(), partition, send.message()));
          transport.send(to, ByteBuffer.allocate(Integer.BYTES).putInt(number).flip());
        }
      } else if (effect instanceof Effect.Persist persist) {
        follow(persist.write());
        storage.submit(WalBatch.of(partition, persist.write()), new Storage.Completion() {
          @Override
          public void durable() {
            add(new Input.Persisted(persist.sequence()));
          }

          @Override
          public void failed(WalException failure) {
            close();
          }
        });
      } else if (effect instanceof Effect.Applicable applicable) {
        for (long index = applied + 1; index <= applicable.index(); index++) {
          EntryRecord entry = log.get(index);
          lane.execute(() -> apply(entry));
        }
        applied = applicable.index();
      } else if (effect instanceof Effect.ReadEntries read) {
        read(read);
      } else if (effect instanceof Effect.Appended appended) {
        long index = appended.firstIndex();
        for (Draft draft : appended.drafts()) {
          ((Pending) draft).term = appended.term();
          pending.put(index++, (Pending) draft);
        }
      } else if (effect instanceof Effect.Refused refused) {
        for (Draft draft : refused.drafts()) {
          ((Pending) draft)
              .call.set(
                  ((Pending) draft).slot,
                  new ReplicationResult.NotCommitted(
                      ReplicationStatus.NOT_LEADER, leader(refused.leader())));
        }
      } else if (effect instanceof Effect.Answered answered) {
        answer(answered);
      }
    }

    private Optional<io.quorate.Leader> leader(OptionalInt node) {
      return node.isEmpty()
          ? Optional.empty()
          : Optional.of(new io.quorate.Leader(node.getAsInt(), 1, Optional.empty()));
    }

    @SuppressWarnings("unchecked") // only such tokens are handed in
    private void answer(Effect.Answered answered) {
      ((CompletableFuture<LeadershipResult>) answered.token())
          .complete(
              answered.answer() == Effect.Answer.DONE
                  ? LeadershipResult.DONE
                  : LeadershipResult.TIMED_OUT);
    }

    private void follow(PartitionWrite write) {
      write.truncateAfter().ifPresent(after -> {
        log.tailMap(after, false).clear();
      });
      write.entries().forEach(entry -> log.put(entry.index(), entry));
    }

    private void read(Effect.ReadEntries read) {
      storage.read(partition, read.from(), read.maxBytes(), new Storage.ReadCompletion() {
        @Override
        public void read(List<EntryRecord> entries) {
          add(new Input.EntriesRead(read.peer(), read.from(), entries));
        }

        @Override
        public void failed(WalException failure) {
          add(new Input.EntriesRead(read.peer(), read.from(), List.of()));
        }
      });
    }

    private void apply(EntryRecord entry) {
      Object response = null;
      if (EntryRecords.kind(entry) == EntryKind.COMMAND) {
        boolean done = false;
        while (!done) {
          try {
            response = application.apply(partition, EntryRecords.toLogEntry(entry), false);
            done = true;
          } catch (Exception e) {
            // Told to fail: once more.
          }
        }
      }
      observer.applied(partition, entry.index(), entry.term());
      Pending proposal = pending.remove(entry.index());
      if (proposal != null) {
        proposal.call.set(
            proposal.slot,
            proposal.term == entry.term()
                ? new ReplicationResult.Committed(
                    entry.index(), entry.term(), Optional.ofNullable(response))
                : new ReplicationResult.NotCommitted(ReplicationStatus.LEADERSHIP_LOST));
      }
    }

    void add(Input input) {
      inbox.add(input);
      loop.signal();
    }
  }

  @Override
  public void start() throws WalException, io.quorate.spi.TransportException {
    loop = environment.startLoop("loop", this::turn);
    lane = environment.startLane("lane");
    for (int partition = 0; partition <= settings.partitions(); partition++) {
      groups.add(new Hosted(partition));
    }
    transport.start((hint, frame) -> {
      Letter letter = post.underWay.get(frame.getInt());
      if (letter.to() == settings.nodeId()) {
        groups.get(letter.partition()).add(new Input.Received(letter.from(), letter.message()));
      }
    });
    post.addresses.put(settings.nodeId(), transport.localAddress());
    loop.signal();
  }

  private void turn() {
    if (closed) {
      return;
    }
    long next = Long.MAX_VALUE;
    for (Hosted group : groups) {
      group.turn();
      next = Math.min(next, group.group.nextDeadline());
      for (Call call : group.calls) {
        next = Math.min(next, call.deadline);
      }
    }
    loop.wakeAt(next);
  }

  @Override
  public CompletableFuture<List<ReplicationResult>> propose(
      int partition, List<Proposal> proposals, Duration timeout) {
    Call call = new Call(proposals.size(), environment.nanoTime() + timeout.toNanos());
    boolean tooLarge = proposals.stream().anyMatch(p -> p.data().length > settings.maxEntryBytes());
    if (partition == 0 || tooLarge) {
      ReplicationStatus status =
          partition == 0 ? ReplicationStatus.SYSTEM_PARTITION : ReplicationStatus.ENTRY_TOO_LARGE;
      for (int i = 0; i < proposals.size(); i++) {
        call.set(i, new ReplicationResult.NotCommitted(status));
      }
      return call.future;
    }
    if (closed) {
      call.timeOut();
      return call.future;
    }
    List<Draft> drafts = new ArrayList<>();
    for (Proposal proposal : proposals) {
      drafts.add(new Pending(proposal, call, drafts.size()));
    }
    groups.get(partition).calls.add(call);
    groups.get(partition).add(new Input.Propose(drafts));
    return call.future;
  }

  /** Ends when the node is closed, at the latest. */
  private CompletableFuture<LeadershipResult> request() {
    CompletableFuture<LeadershipResult> future = new CompletableFuture<>();
    if (closed) {
      future.complete(LeadershipResult.CLOSED);
    } else {
      requests.add(future);
    }
    return future;
  }

  @Override
  public CompletableFuture<LeadershipResult> transferLeadership(int partition, int target) {
    CompletableFuture<LeadershipResult> future = request();
    if (closed) {
      return future;
    }
    groups.get(partition).add(new Input.TransferLeadership(target, future));
    return future;
  }

  @Override
  public CompletableFuture<LeadershipResult> stepDown(int partition) {
    CompletableFuture<LeadershipResult> future = request();
    if (closed) {
      return future;
    }
    groups.get(partition).add(new Input.StepDown(future));
    return future;
  }

  @Override
  public CompletableFuture<LeadershipResult> changeConfiguration(
      int partition, SortedSet<Integer> voters, SortedSet<Integer> learners) {
    CompletableFuture<LeadershipResult> future = request();
    if (closed) {
      return future;
    }
    int members = settings.expectedMembers().getAsInt();
    boolean strangers = !voters.isEmpty() && voters.last() > members;
    if (strangers) {
      future.complete(LeadershipResult.NOT_A_VOTER);
    } else {
      groups.get(partition).add(new Input.ChangeConfiguration(voters, learners, future));
    }
    return future;
  }

  @Override
  public Optional<GroupProbe> probe(int partition) {
    return Optional.of(groups.get(partition).group);
  }

  @Override
  public List<String> problems() {
    return List.of();
  }

  @Override
  public void close() {
    closed = true;
    loop.close();
    lane.close();
    transport.close();
    for (Hosted group : groups) {
      group.calls.forEach(Call::timeOut);
    }
    requests.forEach(request -> request.complete(LeadershipResult.CLOSED));
  }
}
