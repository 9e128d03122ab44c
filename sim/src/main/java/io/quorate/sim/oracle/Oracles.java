package io.quorate.sim.oracle;

import io.quorate.HybridTimestamp;
import io.quorate.NodeAddress;
import io.quorate.engine.codec.EntryRecords;
import io.quorate.engine.raft.Configuration;
import io.quorate.engine.raft.RoleName;
import io.quorate.engine.system.FormationRecord;
import io.quorate.sim.device.SimEnvironment;
import io.quorate.sim.device.SimProcess;
import io.quorate.sim.device.SimStorage;
import io.quorate.sim.schedule.NodeMask;
import io.quorate.sim.world.Checks;
import io.quorate.sim.world.Mark;
import io.quorate.sim.world.World;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/** The ghost state of a whole run. */
public final class Oracles {
  private final World world;
  private final Surroundings surroundings;
  private final GroupLimits limits;
  private final Checks checks;
  private final List<GroupGhost> groups = new ArrayList<>();
  private final BootOracle[] current;
  private final Configuration formation;
  private final boolean wholeNodes;
  private boolean begun;
  private int knownLeft;
  private long latestStamp;

  /**
   * Begins with nothing known.
   *
   * @param world where violations go
   * @param surroundings the cluster
   * @param nodes the highest node
   * @param partitions how many application partitions; partition 0 comes on top
   * @param limits what the settings allow
   * @param checks which of them count
   * @param wholeNodes whether the nodes form a cluster and stamp their entries; not so if only
   *     cores run
   * @param formation the configuration with which every group begins
   */
  public Oracles(
      World world,
      Surroundings surroundings,
      int nodes,
      int partitions,
      GroupLimits limits,
      Checks checks,
      boolean wholeNodes,
      Configuration formation) {
    this.wholeNodes = wholeNodes;
    this.world = world;
    this.surroundings = surroundings;
    this.limits = limits;
    this.checks = checks;
    this.current = new BootOracle[nodes + 1];
    this.formation = formation;
    for (int i = 0; i <= partitions; i++) {
      groups.add(new GroupGhost());
    }
  }

  /**
   * The checks of a new process.
   *
   * @param process the process
   * @param environment its environment
   * @param storage its storage
   * @return the observer to give to the node
   */
  public BootOracle boot(SimProcess process, SimEnvironment environment, SimStorage storage) {
    return boot(new BootOracle(
        this,
        process,
        environment::nanoTime,
        storage::hasFailed,
        () -> environment.turnStarted() > storage.failedAt()));
  }

  /**
   * The checks of a new process that is a core alone: without a cluster to be formed, without time
   * stamps, and ended at once by a failure of its storage.
   *
   * @param process the process
   * @param clock its monotonic clock
   * @return the observer to give to the node
   */
  public BootOracle boot(SimProcess process, LongSupplier clock) {
    return boot(new BootOracle(this, process, clock, () -> false, () -> false));
  }

  private BootOracle boot(BootOracle oracle) {
    current[oracle.process().node()] = oracle;
    return oracle;
  }

  World world() {
    return world;
  }

  Surroundings surroundings() {
    return surroundings;
  }

  GroupLimits limits() {
    return limits;
  }

  /** Whether entries have time stamps: not so where no clock is at hand. */
  boolean stamped() {
    return wholeNodes;
  }

  /** Somebody's log has an entry of this time stamp. */
  void stamped(HybridTimestamp stamp) {
    latestStamp = Math.max(latestStamp, stamp.physicalMillis());
  }

  /**
   * The latest time stamp that any log has ever had.
   *
   * @return milliseconds; 0 if there was none
   */
  public long latestStamp() {
    return latestStamp;
  }

  /**
   * The latest time stamp in the logs of a live node.
   *
   * @param node from 1
   * @return milliseconds; 0 if there is none
   */
  public long latestStampOf(int node) {
    long latest = 0;
    for (int partition = 0; stamped() && partition < groups.size(); partition++) {
      MemberGhost member = live(node, partition);
      if (member != null && member.log.lastIndex() > member.log.boundaryIndex()) {
        HybridTimestamp last = EntryRecords.timestamp(member.log.entry(member.log.lastIndex()));
        latest = Math.max(latest, last.physicalMillis());
      }
    }
    return latest;
  }

  /** The configuration with which every group begins. */
  Configuration formation() {
    return formation;
  }

  /**
   * The members of a group by its last committed configuration.
   *
   * @param partition the partition
   * @return voters and learners; all nodes if the group never changed
   */
  public SortedSet<Integer> members(int partition) {
    Configuration committed = group(partition).committedConfiguration();
    Configuration last = committed == null ? formation : committed;
    SortedSet<Integer> members = new TreeSet<>(last.voters());
    members.addAll(last.learners());
    return members;
  }

  /**
   * Before any group takes its first step, every member has written down who the members are: one
   * that has not could still form another cluster (I24).
   */
  void begin(int node) {
    if (begun || !wholeNodes) {
      return;
    }
    begun = true;
    for (int member : formation.members()) {
      if (surroundings
          .disk(member)
          .durable()
          .metadata(FormationRecord.STORAGE_KEY)
          .isEmpty()) {
        fail(
            "I24",
            -1,
            "the groups of node " + node + " begin, but node " + member
                + " has not written down who the members are");
      }
    }
  }

  /**
   * Where a node is, as it is written down in partition 0.
   *
   * @param node from 1
   * @return null if it is no member, or that is not written down yet
   */
  public NodeAddress writtenAddress(int node) {
    return group(0).roster().address(node);
  }

  /**
   * Whether a node was a member once, and was replaced.
   *
   * @param node from 1
   * @return true once that is written down in partition 0
   */
  public boolean left(int node) {
    return group(0).roster().left().contains(node);
  }

  /**
   * The node that is to take a member's place, by what is written down in partition 0.
   *
   * @return empty if no replacement is under way
   */
  public OptionalInt joining() {
    return group(0).roster().joining();
  }

  /** Whether a node may run groups: those that formed the cluster, and whom it has taken in. */
  boolean isNamed(int node) {
    return !wholeNodes || formation.isMember(node) || group(0).roster().names(node) || left(node);
  }

  /**
   * When a member is said to have been replaced, no group needs it any more, and none takes it in
   * again (I39).
   */
  void checkReplaced() {
    world.counters().add(Mark.MEMBERS_LEFT, group(0).roster().left().size() - knownLeft);
    knownLeft = group(0).roster().left().size();
    if (knownLeft == 0) {
      return;
    }
    for (int partition = 0; partition < groups.size(); partition++) {
      for (int member : members(partition)) {
        if (left(member)) {
          fail(
              "I39",
              partition,
              "node " + member + " has left by what partition 0 says, and belongs to partition "
                  + partition);
        }
      }
    }
  }

  GroupGhost group(int partition) {
    return groups.get(partition);
  }

  int partitionCount() {
    return groups.size();
  }

  /** The member of a live process; null if the node is down or has not shown the group yet. */
  MemberGhost live(int node, int partition) {
    BootOracle boot = node < current.length ? current[node] : null;
    return boot == null || boot.process().dead() ? null : boot.member(partition);
  }

  /** Reports what only a look into nodes and disks shows. */
  void fail(String invariant, int partition, String story) {
    if (checks == Checks.ALL) {
      world.fail(invariant, partition, story);
    }
  }

  /** Reports what clients or applications can see. */
  void failVisibly(String invariant, int partition, String story) {
    world.fail(invariant, partition, story);
  }

  boolean checksAll() {
    return checks == Checks.ALL;
  }

  /**
   * Whether the cluster has done anything as a cluster.
   *
   * @return true once partition 0 has committed something
   */
  public boolean formed() {
    return group(0).committed() > 0;
  }

  /**
   * Whether some nodes are enough for every group.
   *
   * @param mask the nodes: bit 0 is node 1
   * @return true if they are a quorum of every configuration that is in force, or may be soon
   */
  public boolean suffice(int mask) {
    for (GroupGhost group : groups) {
      for (Configuration configuration : group.configurationsInForce()) {
        if (!Quorums.agree(configuration, node -> NodeMask.has(mask, node))) {
          return false;
        }
      }
    }
    return Quorums.agree(formation, node -> NodeMask.has(mask, node));
  }

  /**
   * A client heard that its operation is committed (I18).
   *
   * @param partition the partition
   * @param operation the operation
   * @param index where, as the client heard
   * @param term in which term, as the client heard
   */
  public void acknowledged(int partition, long operation, long index, long term) {
    acknowledged(partition, operation, index, 0, term);
  }

  private void acknowledged(int partition, long operation, long index, int position, long term) {
    GroupGhost group = group(partition);
    GroupGhost.Given given = group.given(index, position);
    if (given == null || given.operation != operation) {
      failVisibly(
          "I18",
          partition,
          "operation " + operation + " was acknowledged at index " + index + ", where "
              + (given == null ? "none" : "operation " + given.operation) + " was applied");
    } else if (index > group.committed()) {
      fail(
          "I18",
          partition,
          "operation " + operation + " was acknowledged at index " + index
              + ", but no leader has committed beyond " + group.committed());
    } else if (group.entryTerm(index) != term) {
      fail(
          "I18",
          partition,
          "operation " + operation + " was acknowledged at index " + index + " in term " + term
              + ", but the entry there is of term " + group.entryTerm(index));
    }
  }

  /**
   * A client heard that its operation is committed, and not in which term (I18).
   *
   * @param partition the partition
   * @param operation the operation
   * @param index where, as the client heard
   * @param position there
   */
  public void acknowledged(int partition, long operation, long index, int position) {
    acknowledged(
        partition,
        operation,
        index,
        position,
        index <= group(partition).committed() ? group(partition).entryTerm(index) : 0);
  }

  /**
   * Clients were told what cannot all be true (I18).
   *
   * @param partition the partition
   * @param story what they were told
   */
  public void contradicted(int partition, String story) {
    failVisibly("I18", partition, story);
  }

  /**
   * Where an operation was applied.
   *
   * @param partition the partition
   * @return operation numbers in the order of the log
   */
  public List<Long> appliedOperations(int partition) {
    List<Long> operations = new ArrayList<>();
    group(partition).given().forEach(given -> operations.add(given.operation));
    return Collections.unmodifiableList(operations);
  }

  /**
   * The last index that any leader has committed.
   *
   * @param partition the partition
   * @return from 0
   */
  public long committed(int partition) {
    return group(partition).committed();
  }

  /**
   * The last index that any leader had committed at a time.
   *
   * @param partition the partition
   * @param nanos virtual time, not after the present
   * @return from 0
   */
  public long committedAt(int partition, long nanos) {
    return group(partition).committedAt(nanos);
  }

  /**
   * When an entry was committed first.
   *
   * @param partition the partition
   * @param index a committed entry
   * @return virtual nanoseconds
   */
  public long committedAtTime(int partition, long index) {
    return group(partition).commitTime(index);
  }

  /**
   * A read was answered that did not see what it had to (I21).
   *
   * @param partition the partition
   * @param story what is wrong
   */
  public void readStale(int partition, String story) {
    fail("I21", partition, story);
  }

  /**
   * The last index that leaders of terms before one have committed.
   *
   * @param partition the partition
   * @param term the term
   * @return from 0
   */
  public long committedBefore(int partition, long term) {
    GroupGhost group = group(partition);
    long index = group.committed();
    while (index > 0 && group.commitTerm(index) >= term) {
      index--;
    }
    return index;
  }

  /**
   * The last index that a live node has applied.
   *
   * @param node from 1
   * @param partition the partition
   * @return from 0
   */
  public long applied(int node, int partition) {
    MemberGhost member = live(node, partition);
    return member == null ? 0 : member.applied;
  }

  /**
   * All present leaders of later terms must have what a leader of an earlier one has just committed
   * (I4).
   */
  void checkLaterLeaders(int partition, long commitTerm) {
    GroupGhost group = group(partition);
    for (int node = 1; node < current.length; node++) {
      MemberGhost member = live(node, partition);
      if (member != null && member.role == RoleName.LEADER && member.term() > commitTerm) {
        checkComplete(group, member, partition);
      }
    }
  }

  /** Nobody has a lease any more when somebody of a later term has committed (I22). */
  void checkEarlierLeases(int partition, int leader, long commitTerm) {
    for (int node = 1; node < current.length; node++) {
      MemberGhost member = live(node, partition);
      if (member != null
          && node != leader
          && member.term() < commitTerm
          && current[node].hasLease(partition)) {
        fail(
            "I22",
            partition,
            "node " + leader + " commits entry " + group(partition).committed() + " in term "
                + commitTerm + ", while node " + node + " has a lease of term " + member.term());
      }
    }
  }

  /** A leader has everything that was committed in earlier terms (I4). */
  void checkComplete(GroupGhost group, MemberGhost leader, int partition) {
    long index = committedBefore(partition, leader.term());
    if (index <= leader.log.boundaryIndex()) {
      return;
    }
    if (leader.log.lastIndex() < index || leader.log.hash(index) != group.commitHash(index)) {
      fail(
          "I4",
          partition,
          "node " + leader.node + " leads term " + leader.term()
              + " without the entry at " + index + ", which was committed in term "
              + group.commitTerm(index));
    }
  }

  void elected(int partition) {
    world.count(Mark.LEADERS);
    if (group(partition).leaders.size() > 1) {
      world.count(Mark.LEADER_CHANGES);
    }
  }
}
