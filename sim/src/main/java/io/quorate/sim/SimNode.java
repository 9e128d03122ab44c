package io.quorate.sim;

import io.quorate.NodeAddress;
import io.quorate.RaftException;
import io.quorate.engine.auth.Secret;
import io.quorate.engine.node.NodeSettings;
import io.quorate.engine.raft.GroupProbe;
import io.quorate.engine.raft.Leases;
import io.quorate.engine.raft.RoleName;
import io.quorate.engine.system.FormationRecord;
import io.quorate.engine.system.StoreId;
import io.quorate.sim.device.GuestLog;
import io.quorate.sim.device.SimClock;
import io.quorate.sim.device.SimDisk;
import io.quorate.sim.device.SimEnvironment;
import io.quorate.sim.device.SimProcess;
import io.quorate.sim.device.SimSnapshots;
import io.quorate.sim.device.SimStorage;
import io.quorate.sim.oracle.BootOracle;
import io.quorate.sim.schedule.Knobs;
import io.quorate.sim.schedule.Misconfiguration;
import io.quorate.sim.world.Event;
import io.quorate.sim.world.Mark;
import io.quorate.sim.world.SimRandom;
import io.quorate.sim.world.World;
import io.quorate.spi.Discovery;
import io.quorate.spi.HardState;
import io.quorate.spi.Transport;
import io.quorate.spi.WalException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/** One node over all its boots: a disk that stays, and processes that come and go. */
final class SimNode {
  /** A node tells when its time stamps are further ahead of its wall clock. */
  static final Duration MAX_CLOCK_DRIFT = Duration.ofMinutes(1);

  private static final Secret FIRST = new Secret("the secret of a run");
  private static final Secret SECOND = new Secret("the next secret of a run");
  private static final int WAITING_READS = 64;
  private static final long MICRO = 1_000;

  private final Cluster cluster;
  private final World world;
  private final Knobs knobs;
  private final int id;
  private final SimDisk disk;
  private StoreId storeId;
  private final SimRandom random;
  private final Set<ClientCall> calls = new LinkedHashSet<>();
  private final Set<AdminRequest> requests = new LinkedHashSet<>();
  private int boots;
  private long stoppedAt;
  private long resumedAt;
  private SimProcess process;
  private SimClock clock;
  private SimStorage storage;
  private Subject subject;
  private SimApplication application;
  private BootOracle oracle;
  private OwnStore ownStore;
  private boolean storageFailed;
  private boolean abandoned;

  SimNode(Cluster cluster, int id) {
    this.cluster = cluster;
    this.world = cluster.world();
    this.knobs = cluster.knobs();
    this.id = id;
    this.disk = new SimDisk(world, id);
    cluster.options().log().ifPresent(log -> disk.run(new GuestLog(world, id, log)));
    this.random = world.streams().stream("node/" + id);
    this.storeId = new StoreId(random.nextLong(), random.nextLong());
    this.ownStore = new OwnStore();
  }

  int id() {
    return id;
  }

  SimDisk disk() {
    return disk;
  }

  boolean up() {
    return process != null && !process.dead();
  }

  boolean paused() {
    return up() && process.paused();
  }

  /** Of the present or the last process. */
  SimProcess process() {
    return process;
  }

  /** The checks of the present or the last process. */
  BootOracle oracle() {
    return oracle;
  }

  SimApplication application() {
    return application;
  }

  Subject subject() {
    return subject;
  }

  long resumedAt() {
    return resumedAt;
  }

  /** Starts a process, unless one runs. */
  void boot() {
    if (up() || abandoned) {
      return;
    }
    long together = knobs.election() * MICRO;
    if (knobs.lockstep() && boots == 0 && world.now() < together) {
      world.at(together, this::boot);
      return;
    }
    boots++;
    if (boots > 1 && world.now() - stoppedAt < knobs.election() * MICRO) {
      world.count(Mark.FAST_RESTARTS);
    }
    if (storageFailed) {
      storageFailed = false;
      world.count(Mark.SYNC_FAILURES_SURVIVED);
    }
    begin(settings(knobs.partitions()), storeId);
    try {
      subject.start();
      expectReadiness();
    } catch (Exception e) {
      cannotStart(e);
    }
  }

  /** A new process, and all that belongs to it. */
  private void begin(NodeSettings settings, StoreId identity) {
    process = new SimProcess(world, id, boots);
    world.record(Event.BOOT, id, -1, boots, 0);
    clock = new SimClock(
        world,
        clockOrigin(),
        SimClock.TRUE_RATE + random.between(-knobs.clockDriftPpm(), knobs.clockDriftPpm()),
        random.between(-knobs.clockSkew(), knobs.clockSkew()) / MICRO);
    if (knobs.leaseReads() > 0) {
      // The fastest of two clocks is faster than the slowest by no more than what leases assume.
      clock.keepWithin(
          SimClock.TRUE_RATE * knobs.leaseReads() / (2 * SimClock.TRUE_RATE + knobs.leaseReads()));
    }
    SimEnvironment environment = new SimEnvironment(world, process, clock, knobs);
    storage = new SimStorage(world, process, disk, knobs, p -> cluster.moment(p, id, -1));
    oracle = cluster.oracles().boot(process, environment, storage);
    application = new SimApplication(cluster, process, oracle, ownStore);
    subject = cluster
        .options()
        .nodes()
        .create(
            settings,
            identity,
            environment,
            storage,
            new SimSnapshots(world, process, disk, (p, point) -> cluster.moment(point, id, p)),
            transport(),
            new Everybody(),
            application,
            oracle);
    process.framesTaken(subject::framesReceived);
  }

  private Transport transport() {
    Transport simulated = cluster.network().transport(process);
    return cluster
        .options()
        .transport()
        .map(around -> GuestTransport.around(world, id, simulated, around))
        .orElse(simulated);
  }

  /**
   * Ends the process, if there is one, and starts another with settings that do not fit the disk,
   * which it must refuse. Nothing happens while there is nothing on the disk that they could
   * contradict, and once the disk is damaged.
   *
   * @param what is wrong
   * @return whether that was done
   */
  boolean startWrongly(Misconfiguration what) {
    if (abandoned
        || disk.hasLostData()
        || disk.durable().metadata(FormationRecord.STORAGE_KEY).isEmpty()) {
      return false;
    }
    crash();
    int partitions = knobs.partitions();
    boolean fewer = what == Misconfiguration.FEWER_PARTITIONS && partitions > 1;
    boolean stranger = what == Misconfiguration.ANOTHER_IDENTITY;
    StoreId other = new StoreId(storeId.high() ^ 1, storeId.low());
    boots++;
    begin(
        settings(stranger ? partitions : fewer ? partitions - 1 : partitions + 1),
        stranger ? other : storeId);
    try {
      subject.start();
      world.fail("X4", -1, "node " + id + " started with " + what.words());
    } catch (RaftException e) {
      if (e.code().equals(stranger ? "QRT-303" : "QRT-404")) {
        world.count(Mark.MISCONFIGURED);
      } else {
        world.fail("X4", -1, "node " + id + " refused wrong settings for a wrong reason: " + e);
      }
    } catch (Exception e) {
      world.fail("X4", -1, "node " + id + " could not read its disk: " + e);
    }
    stop();
    return true;
  }

  /**
   * A node that says that it is ready has applied what was committed before the term in which it
   * started. (Of that term itself a late request may tell less than was committed.)
   */
  private void expectReadiness() {
    SimProcess starting = process;
    long[] committed = new long[knobs.partitions() + 1];
    for (int partition = 0; partition < committed.length; partition++) {
      long term =
          disk.readable().state(partition).hardState().map(HardState::term).orElse(0L);
      committed[partition] = cluster.oracles().committedBefore(partition, term);
    }
    subject.ready().thenRun(() -> {
      for (int partition = 0; partition < committed.length; partition++) {
        long applied = cluster.oracles().applied(id, partition);
        if (!starting.dead() && applied < committed[partition]) {
          world.fail(
              "X7",
              partition,
              "node " + id + " says that it is ready with " + applied
                  + " applied, although " + committed[partition]
                  + " was committed before the term in which it started");
        }
      }
    });
  }

  /** A node whose log is damaged says so and does not start; nothing else may keep it from that. */
  private void cannotStart(Exception e) {
    boolean damage = e instanceof WalException wal && wal.kind() == WalException.Kind.CORRUPT;
    if (damage && disk.hasLostData()) {
      world.count(Mark.CORRUPTIONS_FOUND);
      crash();
    } else {
      world.fail("X4", -1, "node " + id + " could not start: " + e);
    }
  }

  /** Ends the process, if there is one, and gives the node an empty disk: to others, a stranger. */
  void wipe() {
    if (up()) {
      crash();
    }
    disk.wipe();
    ownStore = new OwnStore();
    storeId = new StoreId(random.nextLong(), random.nextLong());
  }

  SimClock clock() {
    return clock;
  }

  /** Every process has an origin of its own, as after a restart of the machine. */
  private long clockOrigin() {
    long origin = random.nextLong(1L << 61);
    if (!knobs.extremeClocks()) {
      return origin >>> 20;
    }
    return random.chance(500) ? origin : -origin;
  }

  private Optional<NodeSettings.Secrets> secrets(SimRandom drawn) {
    return switch (knobs.secrets()) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(new NodeSettings.Secrets(FIRST, Optional.empty()));
      default ->
        Optional.of(
            drawn.chance(500)
                ? new NodeSettings.Secrets(FIRST, Optional.of(SECOND))
                : new NodeSettings.Secrets(SECOND, Optional.of(FIRST)));
    };
  }

  private NodeSettings settings(int partitions) {
    SimRandom limits = world.streams().stream("node/" + id + "/" + boots + "/limits");
    return new NodeSettings(
        id,
        "n" + id,
        Optional.empty(),
        OptionalInt.of(knobs.nodes()),
        id > knobs.nodes(),
        partitions,
        true,
        knobs.heartbeat() * MICRO,
        knobs.election() * MICRO,
        100,
        knobs.appendMaxBytes(),
        knobs.windowMessages(),
        knobs.windowBytes(),
        knobs.maxEntryBytes(),
        knobs.tailCacheBytes(),
        new NodeSettings.Limits(
            knobs.partitionEntries(),
            64L << 20,
            4 * knobs.partitionEntries(),
            256L << 20,
            WAITING_READS,
            (int) limits.between((cluster.mostOpenTickets() + 1) / 2, cluster.mostOpenTickets()),
            limits.chance(300) ? limits.between(1_000, 20_000) : 16L << 20),
        new NodeSettings.Retention(
            knobs.checkpointEntries(),
            0,
            knobs.retainEntries(),
            Math.max(1, knobs.compactionStep()),
            Math.max(1, knobs.pieceBytes())),
        Duration.ofNanos(knobs.callTimeout() * MICRO),
        knobs.eventLoops(),
        knobs.applyLanes(),
        knobs.inboundBytes() == 0 ? NodeSettings.USUAL_INBOUND_BYTES : knobs.inboundBytes(),
        MAX_CLOCK_DRIFT,
        secrets(limits),
        // Without leases voters do not wait after a restart, so that those show that forget a vote.
        new Leases(knobs.leaseReads() > 0, knobs.leaseReads() > 0, knobs.leaseReads()));
  }

  /** Ends the process at once. */
  void crash() {
    if (up()) {
      world.count(Mark.CRASHES);
      if (storage.syncing()) {
        world.count(Mark.CRASHES_IN_SYNC);
      }
      world.record(Event.CRASH, id, -1, boots, 0);
      stop();
    }
  }

  /** Ends the process, if there is one, and takes from the disk what was not synced. */
  void losePower() {
    if (up()) {
      world.count(Mark.POWER_LOSSES);
      stop();
    }
    int lost = disk.losePower();
    world.record(Event.POWER_LOSS, id, -1, lost, 0);
    if (lost > 0) {
      world.count(Mark.POWER_LOSSES_LOST);
    }
  }

  /** Closes the node; all its calls have ended then. */
  void close() {
    if (!up() || process.paused()) {
      return;
    }
    world.count(Mark.CLOSES);
    world.record(Event.CLOSE, id, -1, boots, 0);
    subject.close();
    for (ClientCall call : calls) {
      if (!call.ended()) {
        world.fail(
            "L5", call.partition(), "node " + id + " was closed, and " + call + " did not end");
      }
    }
    for (AdminRequest request : requests) {
      world.fail(
          "L5",
          request.fault().partition(),
          "node " + id + " was closed, and " + request + " did not end");
    }
    stop();
  }

  /**
   * What was for another node is refused, or was never looked at; a transport of somebody else's
   * may have refused it before the node saw it.
   */
  void checkAstray() {
    long astray = process.astray();
    if (astray == 0 || cluster.options().transport().isPresent()) {
      return;
    }
    SortedMap<String, Long> counters = subject.counters();
    long refused = counters.getOrDefault("frames.foreign", 0L);
    long dropped = counters.getOrDefault("frames.overflow", 0L);
    if (astray > refused + dropped) {
      world.fail(
          "I34",
          -1,
          "node " + id + " got " + astray + " frames that were for another node; it refused "
              + refused + " and dropped " + dropped);
    }
  }

  private void stop() {
    checkAstray();
    stoppedAt = world.now();
    process.kill();
    disk.crash();
    calls.forEach(ClientCall::connectionLost);
    calls.clear();
    requests.clear();
  }

  void pause() {
    if (up() && !process.paused()) {
      world.count(Mark.PAUSES);
      world.record(Event.PAUSE, id, -1, 0, 0);
      process.pause();
    }
  }

  void resume() {
    if (paused() && !abandoned) {
      resumedAt = world.now();
      int waited = process.resume();
      world.record(Event.RESUME, id, -1, waited, 0);
    }
  }

  /** Stays as it is for good: nobody starts it again, or lets it go on. */
  void abandon() {
    abandoned = true;
  }

  void storageFailed() {
    storageFailed = true;
  }

  boolean hasFailedStorage() {
    return up() && storageFailed;
  }

  void opened(ClientCall call) {
    calls.add(call);
  }

  void closed(ClientCall call) {
    calls.remove(call);
  }

  void opened(AdminRequest request) {
    requests.add(request);
  }

  void closed(AdminRequest request) {
    requests.remove(request);
  }

  Optional<GroupProbe> probe(int partition) {
    return up() ? subject.probe(partition) : Optional.empty();
  }

  /** The term that this node leads; 0 if it does not lead. */
  long ledTerm(int partition) {
    Optional<GroupProbe> probe = probe(partition);
    return probe.isPresent() && probe.get().role() == RoleName.LEADER
        ? probe.get().hardState().term()
        : 0;
  }

  /** Finds all nodes that form the cluster, this one included. */
  private final class Everybody implements Discovery {
    @Override
    public SortedSet<NodeAddress> resolve() {
      SortedSet<NodeAddress> addresses = new TreeSet<>();
      for (int node = 1; node <= knobs.nodes(); node++) {
        addresses.add(cluster.network().presentAddress(node));
      }
      return addresses;
    }

    @Override
    public boolean namesEveryMember() {
      return true;
    }

    @Override
    public void close() {
      // Holds nothing.
    }
  }
}
