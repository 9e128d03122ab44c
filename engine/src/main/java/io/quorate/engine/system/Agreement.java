package io.quorate.engine.system;

import io.quorate.engine.system.FormationAction.Persist;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** How far the nodes are, as this one knows, in agreeing on who forms the cluster. */
final class Agreement {
  private final Identity self;
  private final Contacts contacts;
  private final Peers peers;
  private final KnownMembers members;
  private Optional<FormationRecord> record;
  private OptionalInt toldExpectation = OptionalInt.empty();
  private boolean recordDurable;
  private boolean confirmed;
  private boolean formed;

  /** Goes on from what is on disk. */
  Agreement(
      Identity self,
      Optional<FormationRecord> record,
      boolean confirmed,
      Contacts contacts,
      Peers peers,
      KnownMembers members) {
    this.self = self;
    this.record = record;
    this.recordDurable = record.isPresent();
    this.confirmed = confirmed;
    this.formed = confirmed;
    this.contacts = contacts;
    this.peers = peers;
    this.members = members;
  }

  /** The record that this node goes by, on disk or on its way there. */
  Optional<FormationRecord> record() {
    return record;
  }

  /** The record, once it is on disk. */
  Optional<FormationRecord> durable() {
    return recordDurable ? record : Optional.empty();
  }

  /** Whether the record is on disk and all members are known to have it. */
  boolean isConfirmed() {
    return confirmed && recordDurable;
  }

  /** Whether the cluster stands, also after a restart. */
  boolean isFormed() {
    return formed;
  }

  /**
   * How many members the cluster shall have; empty while a contact point may still turn out to be
   * this node.
   */
  OptionalInt expected() {
    if (self.joins()) {
      return OptionalInt.empty();
    }
    if (self.expectedMembers().isPresent()) {
      return self.expectedMembers();
    }
    if (record.isPresent()) {
      return OptionalInt.of(record.get().members().size());
    }
    int others = contacts.distinctOthers(self.member());
    return self.namesEveryMember() && contacts.allAnswered() && others > 0
        ? OptionalInt.of(others + 1)
        : OptionalInt.empty();
  }

  /** Takes the next step that what is known allows. */
  Optional<Persist> proceed() {
    if (record.isEmpty()) {
      OptionalInt expected = expected();
      if (!expected.equals(toldExpectation)) {
        toldExpectation = expected;
        contacts.askAllSoon();
      }
      if (expected.isPresent()
          && peers.size() + 1 == expected.getAsInt()
          && peers.allExpect(expected)) {
        List<Member> all = new ArrayList<>(List.of(self.member()));
        peers.all().forEach(peer -> all.add(peer.member()));
        Collections.sort(all);
        return Optional.of(adopt(FormationRecord.of(all, self.partitions()), Optional.empty()));
      }
    } else if (recordDurable && peers.without(record.get(), self.member()).isEmpty()) {
      return confirm();
    }
    return Optional.empty();
  }

  /** Goes by a record from now on, and by what has become of its members. */
  Persist adopt(FormationRecord agreed, Optional<Membership> changed) {
    record = Optional.of(agreed);
    members.begin(changed.orElseGet(() -> Membership.of(agreed)));
    return new Persist(agreed, false, changed);
  }

  /** All members have the record; empty if that was known. */
  Optional<Persist> confirm() {
    if (confirmed) {
      return Optional.empty();
    }
    confirmed = true;
    return Optional.of(new Persist(record.orElseThrow(), true, members.changed()));
  }

  /** Something is on disk. Says whether that is what makes the cluster stand. */
  boolean persisted(Persist action) {
    recordDurable = true;
    boolean now = action.confirmed() && !formed;
    formed |= now;
    return now;
  }

  /** What this node still waits for. */
  String missing() {
    if (record.isPresent()) {
      return "members that have not confirmed the formation record: "
          + peers.without(record.get(), self.member());
    }
    if (self.joins()) {
      return "a cluster that it may be made a member of; no answer from " + contacts.unanswered();
    }
    OptionalInt expected = expected();
    return "members to form the cluster with: found " + peers
        + (expected.isPresent() ? ", and " + (expected.getAsInt() - 1) + " are expected" : "")
        + (expected.isPresent() && peers.size() + 1 > expected.getAsInt()
            ? ", which is less; if one of them has another id or address now, restart this node"
            : "")
        + (expected.isEmpty() && !self.namesEveryMember()
            ? ", and nobody says how many are expected: set cluster.expect"
            : "")
        + "; no answer from " + contacts.unanswered();
  }
}
