package io.quorate.sim.world;

/** Coverage marks: what a sweep must have met at least once, or it has proved nothing about it. */
public enum Mark {
  /** Terms in which somebody became leader. */
  LEADERS("leaders elected"),
  /** Elections beyond each partition's first. */
  LEADER_CHANGES("leader changes"),
  /** Candidacies. */
  CAMPAIGNS("campaigns"),
  /** Votes granted to others. */
  VOTES("votes granted"),
  /** Entries that became committed. */
  COMMITS("entries committed"),
  /** Entries applied, over all nodes. */
  APPLIES("entries applied"),
  /** Cuts of a log that removed entries. */
  TRUNCATIONS("truncations"),
  /** Appends refused because the log differs. */
  MISMATCHES("appends refused (log mismatch)"),
  /** Writes that clients know to be committed. */
  ACKED("writes acknowledged"),
  /** Linearizable reads that were served. */
  READS("linearizable reads served"),
  /** Linearizable reads that were served by a node that did not lead. */
  READS_AT_FOLLOWERS("linearizable reads served by followers"),
  /** Linearizable reads that a leader served by its lease. */
  READS_BY_LEASE("linearizable reads served by leases"),
  /** Reads of what may be stale that were served. */
  READS_STALE("bounded-staleness reads served"),
  /** Reads that were not served. */
  READS_REFUSED("reads refused or timed out"),
  /** Tickets that were opened. */
  TICKETS("tickets opened"),
  /** Tickets that were not opened. */
  TICKETS_REFUSED("tickets refused"),
  /** Tickets that a client heard to be committed. */
  TICKETS_COMMITTED("tickets committed"),
  /** Tickets that a client heard to be rolled back. */
  TICKETS_ROLLED_BACK("tickets rolled back"),
  /** Tickets that a client heard to have expired. */
  TICKETS_EXPIRED("tickets expired"),
  /** Writes that certainly failed. */
  FAILED("writes refused"),
  /** Writes whose outcome no client knows. */
  UNKNOWN("writes with unknown outcome"),
  /** Writes proposed at a node that did not lead. */
  NOT_LEADER("writes at a node that does not lead"),
  /** Writes that lost their leader. */
  LEADERSHIP_LOST("writes replaced by another leader"),
  /** Histories for which an order was found that explains them. */
  LINEARIZABLE("histories found linearizable"),
  /** Process crashes. */
  CRASHES("crashes"),
  /** Crashes while a sync was under way. */
  CRASHES_IN_SYNC("crashes during a sync"),
  /** Power losses. */
  POWER_LOSSES("power losses"),
  /** Power losses that took a written batch. */
  POWER_LOSSES_LOST("power losses that took batches"),
  /** Crashes after which an un-synced batch was found and kept. */
  CACHE_SURVIVED("un-synced batches found after a crash"),
  /** Nodes closed in good order. */
  CLOSES("nodes closed in good order"),
  /** Restarts faster than the shortest election timeout. */
  FAST_RESTARTS("restarts within an election timeout"),
  /** Nodes that were given another address. */
  MOVES("nodes moved to another address"),
  /** Frames that nobody with the secret had made. */
  FORGED("forged frames"),
  /** Sealed frames that came again, or to a later process than they were made for. */
  STALE("sealed frames that came again, or to a later process"),
  /** Frames that came to a node which has the address of the one that they were for. */
  ASTRAY("frames for the node that was here before"),
  /** Pauses. */
  PAUSES("pauses"),
  /** Frames that waited for a paused node. */
  BACKLOGGED("frames that waited for a paused node"),
  /** Disk stalls. */
  STALLS("disk stalls"),
  /** Syncs that failed. */
  SYNC_FAILURES("failed syncs"),
  /** Nodes with a failed sync that came back. */
  SYNC_FAILURES_SURVIVED("failed syncs survived"),
  /** Frames delivered. */
  DELIVERED("frames delivered"),
  /** Frames lost at random. */
  LOST("frames lost"),
  /** Frames that a partition stopped. */
  BLOCKED("frames stopped by a partition"),
  /** Frames delivered twice. */
  DUPLICATED("frames delivered twice"),
  /** Old frames that a network had kept. */
  REPLAYED("old frames that came again"),
  /** Frames that overtook an earlier one. */
  REORDERED("frames that overtook others"),
  /** Frames out of which messages were taken by what they are. */
  FILTERED("frames that lost some of their messages"),
  /** Frames that were held on their way. */
  HELD("frames held by a clogged link"),
  /** Frames lost with a connection. */
  RESET_LOSSES("frames lost with a broken connection"),
  /** Frames shed because too much waited. */
  SHED("frames shed"),
  /** Partitions of the network. */
  PARTITIONS("network partitions"),
  /** Partitions in one direction. */
  ONE_WAYS("one-way partitions"),
  /** Isolations of a leader. */
  LEADER_ISOLATIONS("leaders isolated"),
  /** Wall clocks that jumped or stood still. */
  CLOCK_JUMPS("jumps and freezes of wall clocks"),
  /** Monotonic clocks that ran at another speed. */
  CLOCK_RATES("changes of a clock's speed"),
  /** Disks without space. */
  DISKS_FULL("full disks"),
  /** Reads that failed. */
  READ_FAILURES("failed reads"),
  /** Stored entries that were damaged. */
  CORRUPTIONS("damaged entries"),
  /** Damaged entries that a node has found. */
  CORRUPTIONS_FOUND("damaged entries found"),
  /** Disks that were replaced by empty ones. */
  WIPES("wiped disks"),
  /** Changes of a configuration that succeeded. */
  CONFIGURED("configuration changes done"),
  /** Changes of a configuration that did not. */
  CONFIGURE_REFUSED("configuration changes refused or cut short"),
  /** Joint configurations that a leader has committed. */
  JOINT_COMMITS("joint configurations committed"),
  /** Requests that made no sense and were refused. */
  INVALID_REFUSED("senseless requests refused"),
  /** Starts with settings that do not fit the disk, and were refused. */
  MISCONFIGURED("starts with wrong settings refused"),
  /** Nodes that named a leader to who waited for one. */
  LEADERS_AWAITED("leaders that were waited for"),
  /** Waits for a leader that ended without one. */
  LEADERS_MISSED("waits for a leader in vain"),
  /** Leadership transfers that succeeded. */
  TRANSFERS("transfers done"),
  /** Leadership transfers that did not. */
  TRANSFERS_FAILED("transfers refused or timed out"),
  /** Step-downs that succeeded. */
  STEP_DOWNS("step-downs done"),
  /** Event-triggered faults. */
  TRIGGERED("event-triggered faults"),
  /** Runs whose end healed a core only. */
  CORE_HEALED("runs in which only a core was healed"),
  /** Application callbacks that threw. */
  APPLY_FAILURES("application failures"),
  /** Faults before the cluster was formed. */
  FORMATION_FAULTS("faults during formation"),
  /** Entries read from disk for a lagging follower. */
  DISK_READS("reads of the log"),
  /** States of the application that were frozen. */
  CHECKPOINTS("states frozen at checkpoints"),
  /** Snapshots that were written to a disk. */
  SNAPSHOTS_STORED("snapshots stored"),
  /** Snapshots from which an application began. */
  SNAPSHOTS_RESTORED("snapshots restored at a start"),
  /** Snapshots from another member that took the place of an application's state. */
  SNAPSHOTS_INSTALLED("snapshots installed"),
  /** Offers of leaders to followers that need a snapshot. */
  SNAPSHOT_OFFERS("snapshots offered"),
  /** Prefixes of logs that were removed. */
  COMPACTIONS("compactions"),
  /** Logs that were replaced by a snapshot. */
  LOGS_REPLACED("logs replaced by a snapshot"),
  /** Checkpoints that somebody asked for by hand. */
  CHECKPOINTS_ASKED("checkpoints asked for and applied"),
  /** Unfinished snapshots with which a later process went on. */
  SNAPSHOTS_RESUMED("snapshot transfers resumed"),
  /** Replacements of members that somebody waited for. */
  REPLACEMENTS("replacements waited for and done"),
  /** Replacements that made no sense, and were refused. */
  REPLACEMENTS_REFUSED("replacements refused"),
  /** Replacements that nobody began, or that were not done in time. */
  REPLACEMENTS_MISSED("replacements asked in vain, or for later"),
  /** Members that have left the cluster, because others took their places. */
  MEMBERS_LEFT("members that were replaced"),
  /** Replaced members that heard of it and stopped. */
  REPLACED_STOPPED("replaced members that stopped");

  private final String title;

  Mark(String title) {
    this.title = title;
  }

  /**
   * The mark for people.
   *
   * @return a few words
   */
  public String title() {
    return title;
  }
}
