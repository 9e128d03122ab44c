package io.quorate.engine.system;

import io.quorate.NodeAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The addresses at which members may be, who answered there, and which questions are open. A
 * question carries a nonce, and later questions carry greater ones, so that an answer tells when it
 * was asked for.
 */
final class Contacts {
  /** The wait between two questions doubles this many times. */
  private static final int MAX_DOUBLINGS = 6;

  /**
   * An address that somebody mentioned is given up after this many questions; one that discovery
   * names never is.
   */
  private static final int GIVE_UP_AFTER = 16;

  private static final int OPEN_LIMIT = 1024;

  /** So many addresses are known by mention alone; strangers get half of that. */
  private static final int MENTIONED_LIMIT = 256;

  private static final class Contact {
    boolean discovered;
    Optional<Member> answeredBy = Optional.empty();

    /** Whether who answered forms no cluster. */
    boolean joins;

    /** Who is said to be there. */
    Optional<Member> sought = Optional.empty();

    boolean wanted;
    long askedAt = Long.MIN_VALUE;
    long askAt = Long.MIN_VALUE;
    int unanswered;
  }

  private final TreeMap<NodeAddress, Contact> contacts = new TreeMap<>();
  private final TreeMap<Long, NodeAddress> open = new TreeMap<>();
  private final long retryNanos;
  private long nonce;
  private int discovered;

  Contacts(long firstNonce, long retryNanos) {
    // Far from overflow, so that the order of nonces is that of the questions.
    this.nonce = Math.floorMod(firstNonce, Long.MAX_VALUE / 2);
    this.retryNanos = retryNanos;
  }

  /** Discovery names these. */
  void discovered(Collection<NodeAddress> addresses) {
    for (NodeAddress address : addresses) {
      Contact contact = contact(address);
      discovered += contact.discovered ? 0 : 1;
      contact.discovered = true;
    }
  }

  /**
   * Somebody is there of whom this process wants to hear more: soon, but not more often than the
   * shortest wait allows.
   */
  void mentioned(NodeAddress address) {
    mention(address, MENTIONED_LIMIT);
  }

  /**
   * A member is there, says a frame of its: as {@link #mentioned}, but while it is being asked it
   * is asked no sooner for hearing the same again.
   */
  void heard(NodeAddress address, boolean news) {
    Contact contact = contacts.get(address);
    if (news || contact == null || !contact.wanted) {
      mentioned(address);
    }
  }

  /** A member is said to be there: it is not given up before it has answered, wherever. */
  void sought(NodeAddress address, Member member) {
    mentioned(address);
    Contact contact = contacts.get(address);
    if (contact != null) {
      contact.sought = Optional.of(member);
    }
  }

  /** Somebody is said to be there: as {@link #mentioned}, unless the address is known already. */
  void introduced(NodeAddress address) {
    if (!contacts.containsKey(address)) {
      mentioned(address);
    }
  }

  /** The same for somebody who is not known to belong here: there may be very many. */
  void mentionedByStranger(NodeAddress address) {
    mention(address, MENTIONED_LIMIT / 2);
  }

  private void mention(NodeAddress address, int limit) {
    if (!contacts.containsKey(address)) {
      int mentioned = contacts.size() - discovered;
      if (mentioned >= limit && !dropSettled()) {
        return;
      }
    }
    askSoon(contact(address));
  }

  /** Drops an address that was mentioned and of which nothing more is wanted. */
  private boolean dropSettled() {
    for (Iterator<Contact> all = contacts.values().iterator(); all.hasNext(); ) {
      Contact contact = all.next();
      if (!contact.discovered && !contact.wanted) {
        all.remove();
        return true;
      }
    }
    return false;
  }

  boolean isDiscovered(NodeAddress address) {
    Contact contact = contacts.get(address);
    return contact != null && contact.discovered;
  }

  /** All are to be asked soon, because this process has something new to say. */
  void askAllSoon() {
    contacts.values().forEach(this::askSoon);
  }

  private void askSoon(Contact contact) {
    contact.answeredBy = contact.discovered ? contact.answeredBy : Optional.empty();
    contact.wanted = true;
    contact.unanswered = 0;
    contact.askAt = Math.min(contact.askAt, contact.askedAt + retryNanos);
  }

  /** There is nothing new to be heard there for a while. */
  void putOff(NodeAddress address) {
    Contact contact = contacts.get(address);
    if (contact != null) {
      contact.askAt = contact.askedAt + (retryNanos << MAX_DOUBLINGS);
    }
  }

  /** A question of this process's own has come to itself: that is who is there. */
  void isSelf(long asked, Member self) {
    answered(asked, self, false);
  }

  private Contact contact(NodeAddress address) {
    return contacts.computeIfAbsent(address, a -> new Contact());
  }

  // ---- questions

  /** The addresses to ask now; those whose answer is all that is wanted are left alone. */
  List<NodeAddress> due(long now, Predicate<Member> satisfied) {
    List<NodeAddress> due = new ArrayList<>();
    contacts
        .values()
        .removeIf(contact -> !contact.discovered
            && contact.answeredBy.isEmpty()
            && contact.sought.filter(satisfied.negate()).isEmpty()
            && contact.unanswered >= GIVE_UP_AFTER);
    contacts.forEach((address, contact) -> {
      if (contact.askAt <= now && isOpen(contact, satisfied)) {
        due.add(address);
        contact.askedAt = now;
        contact.askAt = now + (retryNanos << Math.min(contact.unanswered, MAX_DOUBLINGS));
        contact.unanswered++;
      }
    });
    return due;
  }

  /** When the next address is due. */
  long nextDeadline(Predicate<Member> satisfied) {
    long next = Long.MAX_VALUE;
    for (Contact contact : contacts.values()) {
      if (isOpen(contact, satisfied)) {
        next = Math.min(next, contact.askAt);
      }
    }
    return next;
  }

  private static boolean isOpen(Contact contact, Predicate<Member> satisfied) {
    return contact.wanted || contact.answeredBy.filter(satisfied).isEmpty();
  }

  /** The nonce of a question to an address. */
  long ask(NodeAddress address) {
    open.put(++nonce, address);
    if (open.size() > OPEN_LIMIT) {
      open.pollFirstEntry();
    }
    return nonce;
  }

  /** The last nonce that was given out: questions asked from now on have greater ones. */
  long lastNonce() {
    return nonce;
  }

  /** A nonce that asks nothing. */
  long unused() {
    return ++nonce;
  }

  /** An answer: the address that was asked, if it was an open question of this process. */
  Optional<NodeAddress> answered(long echoed, Member by, boolean joins) {
    NodeAddress address = open.remove(echoed);
    if (address == null) {
      return Optional.empty();
    }
    Contact contact = contacts.get(address);
    if (contact != null) {
      contact.answeredBy = Optional.of(by);
      contact.joins = joins;
      contact.wanted = false;
      contact.unanswered = 0;
    }
    return Optional.of(address);
  }

  // ---- what discovery's list means

  boolean allAnswered() {
    return contacts.values().stream().allMatch(c -> !c.discovered || c.answeredBy.isPresent());
  }

  /** How many others are behind the addresses that discovery names, and may form the cluster. */
  int distinctOthers(Member self) {
    TreeSet<Integer> others = new TreeSet<>();
    for (Contact contact : contacts.values()) {
      if (contact.discovered && contact.answeredBy.isPresent() && !contact.joins) {
        others.add(contact.answeredBy.get().nodeId());
      }
    }
    others.remove(self.nodeId());
    return others.size();
  }

  /** Whether discovery names an address at which this member answered. */
  boolean names(Member member) {
    return contacts.values().stream()
        .anyMatch(c -> c.discovered && c.answeredBy.equals(Optional.of(member)));
  }

  /** The addresses that discovery names and where nobody has answered. */
  List<NodeAddress> unanswered() {
    List<NodeAddress> silent = new ArrayList<>();
    contacts.forEach((address, contact) -> {
      if (contact.discovered && contact.answeredBy.isEmpty()) {
        silent.add(address);
      }
    });
    return silent;
  }
}
