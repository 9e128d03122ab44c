package io.quorate.engine.raft;

import io.quorate.spi.LogBoundary;
import io.quorate.spi.PartitionWrite;
import java.util.List;
import java.util.OptionalInt;

/**
 * What a step wants done. Effects are carried out in their order; a message is handed out only when
 * all that it depends on is durable, so whoever carries effects out may send at once.
 */
public sealed interface Effect {

  /**
   * Calls the method for this effect's type.
   *
   * @param visitor one method for each type
   */
  void accept(Visitor visitor);

  /** One method for each type of effect. */
  interface Visitor {
    /** @param effect a message to send */
    void send(Send effect);

    /** @param effect something to persist */
    void persist(Persist effect);

    /** @param effect entries may be applied */
    void applicable(Applicable effect);

    /** @param effect entries to read for a follower */
    void readEntries(ReadEntries effect);

    /** @param effect drafts have become entries */
    void appended(Appended effect);

    /** @param effect drafts were refused */
    void refused(Refused effect);

    /** @param effect an administrative request has ended */
    void answered(Answered effect);

    /** @param effect the role, the term or the known leader changed */
    void leadershipChanged(LeadershipChanged effect);

    /** @param effect it is known up to where a reader must have applied */
    void readIndexKnown(ReadIndexKnown effect);

    /** @param effect this member cannot go on without a snapshot */
    void snapshotNeeded(SnapshotNeeded effect);

    /** @param effect the log goes on behind a snapshot */
    void installed(Installed effect);

    /** @param effect a snapshot is of no use here */
    void snapshotIgnored(SnapshotIgnored effect);
  }

  /**
   * Send a message.
   *
   * @param to the receiver
   * @param message what to say
   */
  record Send(int to, Message message) implements Effect {
    @Override
    public void accept(Visitor visitor) {
      visitor.send(this);
    }
  }

  /**
   * Persist something, after all that was to be persisted before; answered by
   * {@link Input.Persisted}.
   *
   * @param sequence grows by one with each write of this group
   * @param write what to persist
   */
  record Persist(long sequence, PartitionWrite write) implements Effect {
    @Override
    public void accept(Visitor visitor) {
      visitor.persist(this);
    }
  }

  /**
   * Entries up to an index are committed, and durable on this node: apply them.
   *
   * @param index grows
   */
  record Applicable(long index) implements Effect {
    @Override
    public void accept(Visitor visitor) {
      visitor.applicable(this);
    }
  }

  /**
   * Read entries that are no longer in memory; answered by {@link Input.EntriesRead}.
   *
   * @param peer for whom
   * @param from the first index
   * @param maxBytes the limit
   */
  record ReadEntries(int peer, long from, long maxBytes) implements Effect {
    @Override
    public void accept(Visitor visitor) {
      visitor.readEntries(this);
    }
  }

  /**
   * Drafts were appended to the leader's log; whether they commit is open.
   *
   * @param drafts in order
   * @param firstIndex of the first of them
   * @param term in which they were appended
   */
  record Appended(List<Draft> drafts, long firstIndex, long term) implements Effect {
    @Override
    public void accept(Visitor visitor) {
      visitor.appended(this);
    }
  }

  /**
   * Drafts were not appended.
   *
   * @param drafts all of one {@link Input.Propose}
   * @param transferring true if this node leads, but is handing leadership over
   * @param leader whom to ask instead
   */
  record Refused(List<Draft> drafts, boolean transferring, OptionalInt leader) implements Effect {
    @Override
    public void accept(Visitor visitor) {
      visitor.refused(this);
    }
  }

  /** How an administrative request can end. */
  enum Answer {
    /** It was done. */
    DONE,
    /** This node does not lead. */
    NOT_LEADER,
    /** The target does not vote here, or is this node. */
    NOT_A_VOTER,
    /**
     * No such configuration can exist: it has no voter, or somebody is voter and learner at once.
     */
    INVALID,
    /** Another request of the kind is under way. */
    BUSY,
    /** The leader has not committed an entry of its own term yet; try again soon. */
    NOT_READY,
    /** It was not done in time. */
    TIMED_OUT
  }

  /**
   * An administrative request has ended.
   *
   * @param token from the request
   * @param answer how
   */
  record Answered(Object token, Answer answer) implements Effect {
    @Override
    public void accept(Visitor visitor) {
      visitor.answered(this);
    }
  }

  /**
   * The role, the term or the known leader changed.
   *
   * @param role this node's role
   * @param term the term
   * @param leader the leader of that term, if known
   */
  record LeadershipChanged(RoleName role, long term, OptionalInt leader) implements Effect {
    @Override
    public void accept(Visitor visitor) {
      visitor.leadershipChanged(this);
    }
  }

  /**
   * It is known up to where a reader must have applied.
   *
   * @param token from the request
   * @param index whoever has applied this sees everything that was committed when it was asked for
   */
  record ReadIndexKnown(Object token, long index) implements Effect {
    @Override
    public void accept(Visitor visitor) {
      visitor.readIndexKnown(this);
    }
  }

  /**
   * The leader does not hold the entries any more that this member lacks: it needs a snapshot. Said
   * again with every offer of the leader's.
   *
   * @param leader who has one
   * @param index the snapshot must reach at least to here
   */
  record SnapshotNeeded(int leader, long index) implements Effect {
    @Override
    public void accept(Visitor visitor) {
      visitor.snapshotNeeded(this);
    }
  }

  /**
   * The log goes on behind a snapshot, durably: the application's state is to be replaced by it.
   * What is applicable next lies above.
   *
   * @param boundary of the snapshot
   */
  record Installed(LogBoundary boundary) implements Effect {
    @Override
    public void accept(Visitor visitor) {
      visitor.installed(this);
    }
  }

  /**
   * A snapshot is of no use: this member has come as far by itself, or leads.
   *
   * @param boundary of the snapshot
   */
  record SnapshotIgnored(LogBoundary boundary) implements Effect {
    @Override
    public void accept(Visitor visitor) {
      visitor.snapshotIgnored(this);
    }
  }
}
