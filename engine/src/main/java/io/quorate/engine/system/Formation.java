package io.quorate.engine.system;

import io.quorate.NodeAddress;
import io.quorate.RaftException;
import io.quorate.engine.system.SystemMessage.Claimant;
import io.quorate.engine.system.SystemMessage.Hello;
import io.quorate.engine.system.SystemMessage.HelloRefused;
import io.quorate.engine.system.SystemMessage.IdentityConflict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * How nodes find one another, agree once on who the members are, and notice later that a disk was
 * wiped or copied. A pure state machine, like a group's core.
 *
 * <pre>
 *   SEEKING ── all expected members known, or a record that names this node ──▶ record on disk
 *   record on disk ── every member has it, or somebody knows that ──▶ confirmation on disk ──▶ FORMED
 * </pre>
 *
 * <p>What could go wrong, and what answers it: a late copy of a message must not decide anything,
 * so only a {@link Hello} that echoes a nonce of this process's own is believed, and everything
 * else is answered and asked back. Two members could form different clusters if a disk were
 * replaced half-way, so nobody starts a group before all members have shown the same record. A node
 * that forgot that all had it would wait for all again, so the confirmation is on disk before the
 * first group starts.
 */
public final class Formation {
  private final Identity self;
  private final Judge judge;
  private final Contacts contacts;
  private final Peers peers = new Peers();
  private final KnownMembers members;
  private final Agreement agreement;
  private final Believed believed = new Believed();
  private final Problems problems = new Problems();

  /** Who was last heard for a member without having been known to be it. */
  private final Map<Integer, Claimant> claimants = new TreeMap<>();

  private final List<FormationAction> actions = new ArrayList<>();

  /** What a node waits for that a cluster does not know. */
  private Optional<String> waiting = Optional.empty();

  private boolean leaderless;
  private boolean failed;

  /**
   * Begins, or goes on after a restart.
   *
   * @param self who this process is
   * @param record what is on disk
   * @param confirmed whether the disk says that all members have it
   * @param membership who belongs to the cluster by now, if the disk says anything
   * @param firstNonce random
   * @param retryNanos how long after an unanswered hello the next one follows at first
   */
  public Formation(
      Identity self,
      Optional<FormationRecord> record,
      boolean confirmed,
      Optional<Membership> membership,
      long firstNonce,
      long retryNanos) {
    this.self = self;
    this.judge = new Judge(self);
    this.contacts = new Contacts(firstNonce, retryNanos);
    this.members = new KnownMembers(self.member(), contacts, peers);
    this.agreement = new Agreement(self, record, confirmed, contacts, peers, members);
    record.ifPresent(agreed -> members.begin(membership.orElseGet(() -> Membership.of(agreed))));
  }

  // ---- inputs

  /**
   * Discovery has answered.
   *
   * @param addresses contact points
   * @return what is to be done
   */
  public List<FormationAction> discovered(Collection<NodeAddress> addresses) {
    actions.clear();
    contacts.discovered(addresses);
    proceed();
    return actions;
  }

  /**
   * Time has passed.
   *
   * @param now monotonic nanoseconds
   * @return what is to be done
   */
  public List<FormationAction> tick(long now) {
    actions.clear();
    if (!failed) {
      for (NodeAddress address : contacts.due(now, this::isAnswered)) {
        ask(address);
      }
    }
    return actions;
  }

  /**
   * When {@link #tick} is due.
   *
   * @return monotonic nanoseconds; {@code Long.MAX_VALUE} when nobody is left to be asked
   */
  public long nextDeadline() {
    return failed ? Long.MAX_VALUE : contacts.nextDeadline(this::isAnswered);
  }

  /**
   * Whether this node has yet to be told where to look for somebody: no cluster stands, or nobody
   * has said where some member is. There may be nobody to ask meanwhile, not even in vain.
   *
   * @return true if discovery may still help
   */
  public boolean missesSomebody() {
    if (failed) {
      return false;
    }
    return !agreement.isFormed()
        || members.current().orElseThrow().ids().stream()
            .anyMatch(id -> address(id).isEmpty());
  }

  /**
   * A hello has arrived.
   *
   * @param hello what it says
   * @return what is to be done
   */
  public List<FormationAction> hello(Hello hello) {
    actions.clear();
    if (failed) {
      return actions;
    }
    if (hello.bootId() == self.bootId()) {
      contacts.isSelf(hello.nonce(), self.member());
    } else if (hello.echoedNonce().isEmpty()) {
      answer(hello);
      if (!believed.isKnown(hello)) {
        askBack(hello);
      }
    } else {
      long nonce = hello.echoedNonce().getAsLong();
      contacts
          .answered(nonce, hello.member(), hello.joins())
          .ifPresent(asked -> believe(hello, nonce, asked));
    }
    proceed();
    return actions;
  }

  /**
   * Another node says that this one's identity is used twice.
   *
   * @param conflict what it says
   * @return what is to be done
   */
  public List<FormationAction> identityConflict(IdentityConflict conflict) {
    actions.clear();
    boolean mine = conflict.member().equals(self.member())
        && (conflict.one().bootId() == self.bootId() || conflict.other().bootId() == self.bootId());
    if (mine && !failed) {
      Claimant other = conflict.one().bootId() == self.bootId() ? conflict.other() : conflict.one();
      failCopied(other.address());
    }
    return actions;
  }

  /**
   * Another node does not want this one. Its reasons are looked at in its own hello; this only
   * tells people.
   *
   * @param nodeId who says so
   * @param refused what it says
   */
  public void refused(int nodeId, HelloRefused refused) {
    if (members.hasLeft(nodeId)) {
      return; // it says farewell
    }
    problems.add("node " + nodeId, "node " + nodeId + " says: " + refused.text());
  }

  /**
   * Whether this node has known no leader of partition 0 for long: it may have been replaced, or
   * not know those who lead. It asks the others again until that has changed.
   *
   * @param now whether that is so
   */
  public void leaderless(boolean now) {
    leaderless = now;
  }

  /**
   * A member does not know this process yet: it is asked, so that it asks back.
   *
   * @param address where the member is, as it says
   */
  public void unknownTo(NodeAddress address) {
    if (!failed) {
      contacts.mentioned(address);
    }
  }

  /**
   * A frame has come from a member. It may be late, so that it decides nothing; but if it says what
   * this node has not heard from the member itself, the member will be asked: it may have moved,
   * not know yet who the members are, or run twice.
   *
   * @param nodeId the member
   * @param bootId of the process that sent the frame
   * @param address where that process can be reached, as it says
   */
  public void heard(int nodeId, long bootId, NodeAddress address) {
    Peer peer = peers.get(nodeId);
    boolean known = peer != null && peer.bootId() == bootId;
    if (!known && !failed) {
      Claimant claimant = new Claimant(bootId, address);
      contacts.heard(address, !claimant.equals(claimants.put(nodeId, claimant)));
    }
  }

  /**
   * Partition 0 says who belongs to the cluster.
   *
   * @param told what it says
   * @return what is to be done
   */
  public List<FormationAction> learned(Membership told) {
    actions.clear();
    learn(told);
    return actions;
  }

  /**
   * What {@link FormationAction.Persist} asked for is on disk.
   *
   * @param action the request
   * @return what is to be done
   */
  public List<FormationAction> persisted(FormationAction.Persist action) {
    actions.clear();
    if (agreement.persisted(action)) {
      actions.add(new FormationAction.Formed(action.record()));
    }
    contacts.askAllSoon();
    peers.addresses().forEach(contacts::mentioned);
    proceed();
    return actions;
  }

  // ---- what others want to know

  /**
   * The record, once it is on disk.
   *
   * @return empty before
   */
  public Optional<FormationRecord> record() {
    return agreement.durable();
  }

  /**
   * Who belongs to the cluster, by the latest that this node has heard.
   *
   * @return empty before there is a record
   */
  public Optional<Membership> membership() {
    return members.current();
  }

  /**
   * Where a member was last heard, or, if this process has not heard from it, was when it was last
   * written down.
   *
   * @param nodeId the member
   * @return empty if nobody has said so yet
   */
  public Optional<NodeAddress> address(int nodeId) {
    if (nodeId == self.member().nodeId()) {
      return Optional.of(self.advertised());
    }
    return members.address(nodeId);
  }

  /**
   * The node with an id that belongs to no cluster and would like to.
   *
   * @param nodeId the id
   * @return with where it was heard last; empty if there is none
   */
  public Optional<SystemCommand.RosterEntry> candidate(int nodeId) {
    return believed.unformed(nodeId);
  }

  /**
   * Whether discovery has named an address.
   *
   * @param address a contact point or not
   * @return true if so
   */
  public boolean isDiscovered(NodeAddress address) {
    return contacts.isDiscovered(address);
  }

  /**
   * The process that speaks for each other node at present.
   *
   * @return boot ids by node id
   */
  public SortedMap<Integer, Long> boots() {
    return peers.boots();
  }

  /**
   * What stands in the way, as sentences.
   *
   * @return empty if nothing is known to
   */
  public List<String> problems() {
    return problems.sentences();
  }

  /**
   * What this node still waits for.
   *
   * @return a sentence for people
   */
  public String missing() {
    return waiting.orElseGet(agreement::missing);
  }

  // ---- asking and answering

  private void ask(NodeAddress address) {
    send(address, hello(contacts.ask(address), OptionalLong.empty(), Optional.of(address)));
  }

  private void answer(Hello asked) {
    send(
        asked.advertised(),
        hello(contacts.unused(), OptionalLong.of(asked.nonce()), Optional.empty()));
  }

  private Hello hello(long nonce, OptionalLong echoed, Optional<NodeAddress> dialled) {
    return new Hello(
        self.member(),
        self.bootId(),
        self.advertised(),
        agreement.expected(),
        self.joins(),
        agreement.record().map(FormationRecord::partitions).orElse(self.partitions()),
        record(),
        agreement.isConfirmed(),
        members.changed().filter(changed -> agreement.isConfirmed()),
        nonce,
        echoed,
        dialled);
  }

  private void send(NodeAddress to, SystemMessage message) {
    actions.add(new FormationAction.Send(to, message));
  }

  private void askBack(Hello hello) {
    if (agreement.record().isPresent() && members.mayBe(hello.member())) {
      contacts.mentioned(hello.advertised());
    } else {
      contacts.mentionedByStranger(hello.advertised());
    }
  }

  /** Whether a contact has said all that this node needs to hear. */
  private boolean isAnswered(Member member) {
    if (member.equals(self.member())) {
      return true;
    }
    if (!agreement.isFormed() || leaderless) {
      return false;
    }
    return !members.mayBe(member) || peers.has(member, agreement.record().orElseThrow());
  }

  // ---- judging what was heard

  private void believe(Hello hello, long askedNonce, NodeAddress asked) {
    believed.put(hello);
    if (hello.member().storeId().equals(self.member().storeId())) {
      Claimant other = new Claimant(hello.bootId(), hello.advertised());
      send(
          other.address(),
          new IdentityConflict(
              self.member(), new Claimant(self.bootId(), self.advertised()), other));
      failCopied(other.address());
      return;
    }
    Optional<FormationRecord> record = agreement.record();
    if (record.isPresent() && hello.formation().equals(record)) {
      hello.membership().ifPresent(this::learn);
      if (failed) {
        return;
      }
    }
    Verdict verdict = record.isPresent()
        ? judge.ofMember(record.get(), members.current().orElseThrow(), agreement.isFormed(), hello)
        : judge.ofUnformed(hello, agreement.expected(), contacts.names(hello.member()));
    if (verdict instanceof Verdict.Hopeless hopeless) {
      // The other side goes on for a while, and shall be able to tell why this one is silent.
      send(
          hello.advertised(),
          new HelloRefused(SystemMessage.HelloRefusal.OTHER, hopeless.reason()));
      fail(hopeless.code(), hopeless.reason());
    } else if (verdict instanceof Verdict.Stranger stranger) {
      problems.add(stranger.about(), stranger.reason());
      contacts.putOff(asked);
      send(
          hello.advertised(),
          new HelloRefused(SystemMessage.HelloRefusal.OTHER, stranger.reason()));
    } else if (verdict instanceof Verdict.Outsider) {
      problems.remove(hello.advertised().toString());
      contacts.putOff(asked);
    } else if (verdict instanceof Verdict.Waiting wait) {
      waiting = Optional.of(wait.reason());
      contacts.putOff(asked);
      // Whoever leads partition 0 has to hear of this node, and need not be on its list.
      hello.membership().ifPresent(all -> all.addresses().values().forEach(contacts::introduced));
    } else {
      if (verdict instanceof Verdict.Adopt adopt) {
        waiting = Optional.empty();
        actions.add(agreement.adopt(adopt.record(), adopt.membership()));
      }
      problems.remove(hello.advertised().toString());
      problems.remove("node " + hello.member().nodeId());
      remember(hello, askedNonce);
      if (leaderless) {
        contacts.putOff(asked);
      }
    }
  }

  private void remember(Hello hello, long askedNonce) {
    Optional<FormationRecord> record = agreement.record();
    switch (peers.heard(hello, askedNonce, contacts.lastNonce(), record.isEmpty())) {
      case PRESENT -> {}
      case UNCERTAIN -> contacts.mentioned(hello.advertised());
      case COPIED -> reportCopy(peers.get(hello.member().nodeId()), hello);
      case TOO_MANY ->
        problems.add("peers", "more than " + peers.size() + " nodes want to form this cluster");
    }
    if (record.isPresent() && hello.formation().equals(record) && hello.recordConfirmed()) {
      agreement.confirm().ifPresent(actions::add);
    }
  }

  private void reportCopy(Peer peer, Hello hello) {
    IdentityConflict conflict = new IdentityConflict(
        peer.member(),
        new Claimant(peer.bootId(), peer.address()),
        new Claimant(hello.bootId(), hello.advertised()));
    problems.add(
        hello.advertised().toString(),
        "two processes run with the data directory of node " + peer.member().nodeId() + ", at "
            + peer.address() + " and at " + hello.advertised());
    send(peer.address(), conflict);
    send(hello.advertised(), conflict);
  }

  // ---- forming

  private void proceed() {
    if (!failed) {
      agreement.proceed().ifPresent(actions::add);
    }
  }

  private void learn(Membership told) {
    if (failed) {
      return;
    }
    Membership before = members.current().orElseThrow();
    if (!members.learn(told)) {
      return;
    }
    if (told.names(self.member())) {
      actions.add(new FormationAction.Remember(told));
      forgetProblems(before, told);
    } else {
      fail("QRT-408", judge.replaced(told));
    }
  }

  /** What was wrong with those who have left, or have come in since. */
  private void forgetProblems(Membership before, Membership now) {
    SortedSet<Integer> changed = before.ids();
    changed.addAll(now.ids());
    changed.removeIf(id -> before.member(id).equals(now.member(id)));
    changed.forEach(id -> problems.remove("node " + id));
  }

  private void failCopied(NodeAddress other) {
    fail(
        "QRT-310",
        "Another process, at " + other
            + ", runs with a copy of this node's data directory (node id "
            + self.member().nodeId() + ", store " + self.member().storeId()
            + "). Both stop: two members with one vote would break the cluster. Keep one directory and delete the other");
  }

  private void fail(String code, String message) {
    failed = true;
    actions.add(new FormationAction.Fail(new RaftException(code, message)));
  }
}
