package io.quorate.engine.node;

import io.quorate.NodeAddress;
import io.quorate.RaftException;
import io.quorate.engine.auth.Authenticator;
import io.quorate.engine.codec.FrameHeader;
import io.quorate.engine.codec.FrameLimits;
import io.quorate.engine.codec.OutgoingFrame;
import io.quorate.engine.codec.SystemCodec;
import io.quorate.engine.environment.Environment.Lane;
import io.quorate.engine.node.Counters.Counter;
import io.quorate.engine.storage.Storage;
import io.quorate.engine.system.Formation;
import io.quorate.engine.system.FormationAction;
import io.quorate.engine.system.FormationRecord;
import io.quorate.engine.system.Member;
import io.quorate.engine.system.Membership;
import io.quorate.engine.system.SystemMessage;
import io.quorate.spi.Discovery;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalException;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The system's side of a node, on the event loop of partition 0: finds the other members, forms the
 * cluster, keeps the addresses, and writes the roster into partition 0 when this node leads it.
 */
final class SystemHost extends LoopMember
    implements FormationAction.Visitor, SystemMessage.Visitor<Void> {
  /** A key of the storage's metadata: there if the groups may run. */
  static final String CONFIRMED_KEY = "quorate.formation.confirmed";

  private static final long REDISCOVER_NANOS = 5_000_000_000L;
  private static final int MAX_STRANGERS = 256;

  private final NodeContext context;
  private final PartitionLoop loop;
  private final Formation formation;
  private final Discovery discovery;
  private final Lane discoveryLane;
  private final Consumer<FormationRecord> onFormed;
  private final Consumer<RaftException> onRefused;
  private final RosterHost roster;
  private boolean resolving;
  private long rediscoverAt = Long.MIN_VALUE;
  private Optional<String> discoveryProblem = Optional.empty();
  private int from;

  /** Whom this node has answered at an address that only the sender named; the oldest first. */
  private final LinkedHashSet<NodeAddress> strangers = new LinkedHashSet<>();

  private volatile String missing = "an answer from discovery";
  private volatile List<String> problems = List.of();

  SystemHost(
      NodeContext context,
      PartitionLoop loop,
      Formation formation,
      Discovery discovery,
      Consumer<FormationRecord> onFormed,
      Consumer<RaftException> onRefused) {
    this.context = context;
    this.loop = loop;
    this.formation = formation;
    this.discovery = discovery;
    this.discoveryLane = context.environment.startLane("discovery");
    this.onFormed = onFormed;
    this.onRefused = onRefused;
    this.roster = new RosterHost(context, loop, this, formation);
    formation.membership().ifPresent(context::membership);
  }

  // ---- from any thread

  String missing() {
    return missing;
  }

  List<String> problems() {
    return problems;
  }

  void closeLane() {
    discoveryLane.close();
  }

  // ---- on the loop

  void partitions(PartitionHost[] all) {
    roster.partitions(all);
  }

  void replace(ReplaceCall call) {
    roster.replace(call);
  }

  @Override
  void step(long now) {
    if (now >= rediscoverAt && !resolving) {
      resolving = true;
      discoveryLane.execute(this::resolve);
    }
    formation.leaderless(roster.noteLeader(now));
    List<FormationAction> actions = formation.tick(now);
    if (!actions.isEmpty()) {
      carryOut(actions);
    }
    roster.step(now);
    missing = formation.missing();
    List<String> current = formation.problems();
    discoveryProblem.ifPresent(current::add);
    roster.problem().ifPresent(current::add);
    problems = current;
  }

  @Override
  long nextDeadline() {
    long next = formation.nextDeadline();
    boolean lookingForSomebody = next != Long.MAX_VALUE || formation.missesSomebody();
    next = lookingForSomebody && !resolving ? Math.min(next, rediscoverAt) : next;
    return Math.min(next, roster.nextDeadline());
  }

  private void resolve() {
    try {
      SortedSet<NodeAddress> found = discovery.resolve();
      loop.execute(() -> resolved(found, Optional.empty()));
    } catch (IOException | RuntimeException e) {
      loop.execute(() -> resolved(new TreeSet<>(), Optional.of("discovery failed: " + e)));
    }
  }

  private void resolved(SortedSet<NodeAddress> found, Optional<String> failure) {
    resolving = false;
    rediscoverAt = context.environment.nanoTime() + REDISCOVER_NANOS;
    discoveryProblem = failure;
    carryOut(formation.discovered(found));
  }

  /** A message from outside of any group. */
  void received(int sender, SystemMessage message) {
    from = sender;
    message.accept(this);
  }

  /** A member has sent a frame for an earlier process of this node. */
  void unknownTo(FrameHeader header) {
    formation.unknownTo(header.advertised());
    loop.touch(this);
  }

  /** A member has sent a frame, as a process, or from a place, that may be news. */
  void heard(FrameHeader header) {
    formation.heard(header.from(), header.bootId(), header.advertised());
    loop.touch(this);
  }

  @Override
  public Void hello(SystemMessage.Hello m) {
    carryOut(formation.hello(m));
    return null;
  }

  @Override
  public Void identityConflict(SystemMessage.IdentityConflict m) {
    carryOut(formation.identityConflict(m));
    return null;
  }

  @Override
  public Void helloRefused(SystemMessage.HelloRefused m) {
    formation.refused(from, m);
    loop.touch(this);
    return null;
  }

  @Override
  void end(boolean closed) {
    roster.end();
  }

  // ---- formation's actions

  private void carryOut(List<FormationAction> actions) {
    for (FormationAction action : List.copyOf(actions)) {
      action.accept(this);
    }
    formation.membership().ifPresent(this::publish);
    updateAddresses();
    loop.touch(this);
  }

  @Override
  public void send(FormationAction.Send action) {
    OutgoingFrame frame = new OutgoingFrame(FrameLimits.MAX_FRAME_BYTES);
    if (frame.add(action.message()) == OutgoingFrame.Added.ADDED) {
      noteStranger(action.to());
      context.transport.send(
          action.to(),
          frame.encode(
              context.header(OptionalInt.empty()), context.authenticator.map(Authenticator::open)));
    } else {
      context.counters.increment(Counter.MESSAGES_UNSENT);
    }
  }

  /** The transport keeps something for each address: not for all that anybody ever named. */
  private void noteStranger(NodeAddress address) {
    if (context.addresses().containsValue(address) || formation.isDiscovered(address)) {
      strangers.remove(address);
    } else if (strangers.add(address) && strangers.size() > MAX_STRANGERS) {
      NodeAddress oldest = strangers.iterator().next();
      strangers.remove(oldest);
      if (!context.addresses().containsValue(oldest) && !formation.isDiscovered(oldest)) {
        context.transport.forget(oldest);
      }
    }
  }

  @Override
  public void persist(FormationAction.Persist action) {
    TreeMap<String, byte[]> metadata = new TreeMap<>();
    metadata.put(FormationRecord.STORAGE_KEY, SystemCodec.encode(action.record()));
    if (action.confirmed()) {
      metadata.put(CONFIRMED_KEY, new byte[] {1});
    }
    action
        .membership()
        .ifPresent(all -> metadata.put(Membership.STORAGE_KEY, SystemCodec.encode(all)));
    write(metadata, () -> loop.execute(() -> carryOut(formation.persisted(action))));
  }

  @Override
  public void remember(FormationAction.Remember action) {
    TreeMap<String, byte[]> metadata = new TreeMap<>();
    metadata.put(Membership.STORAGE_KEY, SystemCodec.encode(action.membership()));
    write(metadata, () -> {});
  }

  private void write(TreeMap<String, byte[]> metadata, Runnable then) {
    context.storage.submit(new WalBatch(new TreeMap<>(), metadata), new Storage.Completion() {
      @Override
      public void durable() {
        then.run();
      }

      @Override
      public void failed(WalException failure) {
        context.fail("who the members are cannot be written: " + failure.getMessage(), failure);
      }
    });
  }

  @Override
  public void formed(FormationAction.Formed action) {
    onFormed.accept(action.record());
  }

  @Override
  public void fail(FormationAction.Fail action) {
    onRefused.accept(action.reason());
  }

  // ---- the roster

  /** An idle leader takes no step by itself in which it would notice what is asked of its group. */
  private void publish(Membership current) {
    boolean news = !current.replacement().equals(context.memberIds().replacement());
    context.membership(current);
    if (news) {
      roster.wakeGroups();
    }
  }

  private void updateAddresses() {
    SortedMap<Integer, NodeAddress> current = new TreeMap<>();
    formation.membership().ifPresent(all -> {
      for (Member member : all.members()) {
        formation
            .address(member.nodeId())
            .ifPresent(address -> current.put(member.nodeId(), address));
      }
    });
    if (!current.equals(context.addresses())) {
      context.addresses(current);
    }
    context.boots(formation.boots());
  }

  /** An entry of partition 0 has been applied. */
  void applied(long index, byte[] command) {
    roster.applied(index, command);
    roster
        .membership()
        .ifPresentOrElse(all -> carryOut(formation.learned(all)), () -> loop.touch(this));
  }
}
