package io.quorate.engine.raft;

import io.quorate.spi.EntryRecord;
import io.quorate.spi.LogBoundary;
import java.util.List;
import java.util.SortedSet;

/** What can happen to a group. Time passing is an input too: every step says what time it is. */
public sealed interface Input {

  /**
   * Calls the method for this input's type.
   *
   * @param visitor one method for each type
   */
  void accept(Visitor visitor);

  /** One method for each type of input. */
  interface Visitor {
    /** @param input a message arrived */
    void received(Received input);

    /** @param input a write is durable */
    void persisted(Persisted input);

    /** @param input commands to append */
    void propose(Propose input);

    /** @param input entries that were read from storage for a follower */
    void entriesRead(EntriesRead input);

    /** @param input campaign now */
    void campaign(Campaign input);

    /** @param input hand leadership over */
    void transfer(TransferLeadership input);

    /** @param input give leadership up */
    void stepDown(StepDown input);

    /** @param input change the members */
    void changeConfiguration(ChangeConfiguration input);

    /** @param input find out up to where a reader must have applied */
    void readIndex(ReadIndex input);

    /** @param input do not trust the clock for a while */
    void doubtClock(DoubtClock input);

    /** @param input remove entries that a snapshot covers */
    void compact(Compact input);

    /** @param input a snapshot from another node is there */
    void installSnapshot(InstallSnapshot input);
  }

  /**
   * A message arrived.
   *
   * @param from the sender, whose identity has been checked
   * @param message what it says
   */
  record Received(int from, Message message) implements Input {
    @Override
    public void accept(Visitor visitor) {
      visitor.received(this);
    }
  }

  /**
   * All writes up to one are durable.
   *
   * @param sequence of an {@link Effect.Persist}
   */
  record Persisted(long sequence) implements Input {
    @Override
    public void accept(Visitor visitor) {
      visitor.persisted(this);
    }
  }

  /**
   * Commands to append, if this node leads.
   *
   * @param drafts in order; all are appended or none
   */
  record Propose(List<Draft> drafts) implements Input {
    @Override
    public void accept(Visitor visitor) {
      visitor.propose(this);
    }
  }

  /**
   * The answer to {@link Effect.ReadEntries}.
   *
   * @param peer for whom
   * @param from the index asked for
   * @param entries contiguous from there; empty if the read failed or the log has been truncated
   *     since
   */
  record EntriesRead(int peer, long from, List<EntryRecord> entries) implements Input {
    @Override
    public void accept(Visitor visitor) {
      visitor.entriesRead(this);
    }
  }

  /** Campaign now, beginning with the pre-vote, if this node may and there is no leader. */
  record Campaign() implements Input {
    @Override
    public void accept(Visitor visitor) {
      visitor.campaign(this);
    }
  }

  /**
   * Hand leadership over.
   *
   * @param target to whom
   * @param token returned with the outcome
   */
  record TransferLeadership(int target, Object token) implements Input {
    @Override
    public void accept(Visitor visitor) {
      visitor.transfer(this);
    }
  }

  /**
   * Give leadership up.
   *
   * @param token returned with the outcome
   */
  record StepDown(Object token) implements Input {
    @Override
    public void accept(Visitor visitor) {
      visitor.stepDown(this);
    }
  }

  /**
   * Change the members.
   *
   * @param voters the new voters
   * @param learners the new learners
   * @param token returned with the outcome
   */
  record ChangeConfiguration(SortedSet<Integer> voters, SortedSet<Integer> learners, Object token)
      implements Input {
    @Override
    public void accept(Visitor visitor) {
      visitor.changeConfiguration(this);
    }
  }

  /**
   * Find out up to where a reader must have applied to see everything that is committed now
   * (dissertation, section 6.4); answered by {@link Effect.ReadIndexKnown} as soon as a leader has
   * said so, however long that takes.
   *
   * @param token returned with the answer
   */
  record ReadIndex(Object token) implements Input {
    @Override
    public void accept(Visitor visitor) {
      visitor.readIndex(this);
    }
  }

  /**
   * The monotonic clock and another one have parted: no lease is to be measured by it for a while.
   *
   * @param until monotonic nanoseconds
   */
  record DoubtClock(long until) implements Input {
    @Override
    public void accept(Visitor visitor) {
      visitor.doubtClock(this);
    }
  }

  /**
   * Remove the entries up to one: a durable snapshot covers them.
   *
   * @param boundary an entry that may be applied; nothing happens if the log starts behind it
   *     already
   */
  record Compact(LogBoundary boundary) implements Input {
    @Override
    public void accept(Visitor visitor) {
      visitor.compact(this);
    }
  }

  /**
   * A snapshot is on this node's disk, durably, and may be installed; answered by
   * {@link Effect.Installed} or {@link Effect.SnapshotIgnored}.
   *
   * @param snapshot what of it concerns the core
   */
  record InstallSnapshot(Snapshot snapshot) implements Input {
    @Override
    public void accept(Visitor visitor) {
      visitor.installSnapshot(this);
    }
  }
}
