package io.quorate.sim.oracle;

import io.quorate.engine.raft.Configuration;
import io.quorate.engine.raft.GroupProbe;
import io.quorate.engine.raft.RoleName;
import io.quorate.spi.HardState;
import io.quorate.spi.LogBoundary;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;

/** What is known of one member of one group in one boot, as of its last step. */
final class MemberGhost {
  final int node;
  final int boot;
  final LogMirror log;
  RoleName role = RoleName.FOLLOWER;
  HardState hardState;
  long commit;
  long applicable;

  /** Up to here the disk was seen to hold what the member says it does. */
  long durableChecked;

  /** In the present step its log has been replaced by a snapshot that ends here; mostly null. */
  LogBoundary replacedBy;

  /** The configurations in its log. */
  final ConfigurationMirror configurations;

  /** The one that was in force when the present step began. */
  Configuration configurationBefore;

  /** The index of that. */
  long configurationIndexBefore;

  /** The one by which the member went after its last step; the object itself. */
  Configuration configurationSeen;

  /** The last index whose callback has returned, or that a restored snapshot holds. */
  long applied;

  /** What that was at the start. */
  final long beganAt;

  /** The last index that the application was shown and has not thrown for. */
  long shown;

  /** And the position there. */
  int shownPosition;

  /**
   * What requests of the last leader's term have verified, and the highest commit index they named.
   */
  long verified;

  long namedCommit;
  long verifiedTerm;

  /** What a follower may take to be committed, by those requests. */
  long mayCommit;

  /**
   * The configuration as of the last look, and its members: it is looked at far more often than it
   * changes.
   */
  private Configuration configuration;

  private int[] members = {};

  /** When its next step was due. */
  long deadline;

  /** What it has been told that bears on elections. */
  final Hearsay hearsay;

  /** From where its log is held, and how often. */
  final TreeMap<Long, Integer> holds = new TreeMap<>();

  /** The core itself, as of its last step; null before the first. */
  GroupProbe core;

  /** Null while it does not lead. */
  LeadershipGhost leadership;

  /** On a leader: the sum of all match indexes. */
  long matches;

  /** Entries up to here were in the log when the process started, and still are. */
  long restoredTo;

  /** Commands of the system's that it was asked to append. */
  final Recent systemProposals = new Recent(20);

  /** Transfers that it was asked for and has not answered. */
  final List<TransferGhost> transfers = new ArrayList<>();

  MemberGhost(
      int node,
      int boot,
      LogMirror log,
      ConfigurationMirror configurations,
      HardState hardState,
      Hearsay hearsay) {
    this.hearsay = hearsay;
    this.restoredTo = log.lastIndex();
    this.configurations = configurations;
    this.node = node;
    this.boot = boot;
    this.log = log;
    this.hardState = hardState;
    this.durableChecked = log.lastIndex();
    this.commit = log.boundaryIndex();
    this.applicable = log.boundaryIndex();
    this.applied = log.boundaryIndex();
    this.beganAt = applied;
  }

  /** Whether it would serve a reader by its lease at a time of its clock. */
  boolean hasLease(long now) {
    OptionalLong end = core == null ? OptionalLong.empty() : core.leaseEnd();
    return end.isPresent() && now < end.getAsLong();
  }

  long term() {
    return hardState.term();
  }

  int[] membersOf(Configuration current) {
    if (current != configuration) {
      configuration = current;
      members = current.members().stream().mapToInt(Integer::intValue).toArray();
    }
    return members;
  }
}
