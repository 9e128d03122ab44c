package io.quorate.engine.system;

import io.quorate.NodeAddress;
import io.quorate.RaftException;
import java.util.Optional;

/** What the formation of a cluster wants done. */
public sealed interface FormationAction {

  /**
   * Calls the method for this action's type.
   *
   * @param visitor one method for each type
   */
  void accept(Visitor visitor);

  /** One method for each type of action. */
  interface Visitor {
    /** @param action something to send */
    void send(Send action);

    /** @param action something to put on disk */
    void persist(Persist action);

    /** @param action something to put on disk when there is time */
    void remember(Remember action);

    /** @param action the cluster stands */
    void formed(Formed action);

    /** @param action this node cannot go on */
    void fail(Fail action);
  }

  /**
   * Send a message to an address, whoever is there.
   *
   * @param to the address
   * @param message what to say
   */
  record Send(NodeAddress to, SystemMessage message) implements FormationAction {
    @Override
    public void accept(Visitor visitor) {
      visitor.send(this);
    }
  }

  /**
   * Put the record on disk; answered by {@link Formation#persisted}.
   *
   * @param record the record
   * @param confirmed whether all members are known to have it
   * @param membership who belongs to the cluster by now, if that is not what the record says
   */
  record Persist(FormationRecord record, boolean confirmed, Optional<Membership> membership)
      implements FormationAction {
    @Override
    public void accept(Visitor visitor) {
      visitor.persist(this);
    }
  }

  /**
   * Put on disk who belongs to the cluster by now, with whom this node begins when it starts again.
   * Nothing waits for that.
   *
   * @param membership the members
   */
  record Remember(Membership membership) implements FormationAction {
    @Override
    public void accept(Visitor visitor) {
      visitor.remember(this);
    }
  }

  /**
   * All members have the record on disk, and this node has noted so: groups may start.
   *
   * @param record the record
   */
  record Formed(FormationRecord record) implements FormationAction {
    @Override
    public void accept(Visitor visitor) {
      visitor.formed(this);
    }
  }

  /**
   * This node cannot go on.
   *
   * @param reason what to tell the operator
   */
  record Fail(RaftException reason) implements FormationAction {
    @Override
    public void accept(Visitor visitor) {
      visitor.fail(this);
    }
  }
}
