package io.quorate.discovery.dns;

import io.quorate.NodeAddress;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.xbill.DNS.Name;

/** Collects what is learnt of one configured name. */
final class Finding {
  private final SortedSet<NodeAddress> addresses = new TreeSet<>();

  /** Each once, even if several records share a host. */
  private final Set<String> problems = new LinkedHashSet<>();

  private boolean unanswered;
  private long ttlSeconds = Long.MAX_VALUE;

  void address(String host, int port) {
    addresses.add(new NodeAddress(host, port));
  }

  void problem(String text) {
    problems.add(text);
  }

  void usableFor(long seconds) {
    ttlSeconds = Math.min(ttlSeconds, seconds);
  }

  /** Notes what went wrong, and how long the rest may be used. */
  void noteAll(Collection<Answer> answers) {
    for (Answer answer : answers) {
      answer.problem().ifPresent(this::problem);
      unanswered |= answer.problem().isPresent();
      if (!answer.records().isEmpty()) {
        usableFor(answer.ttlSeconds());
      }
    }
  }

  /** A name without any record is a problem; one that has only addresses of one family is not. */
  void noteAbsence(Name name, String types, List<Answer> answers) {
    boolean allAnswered = answers.stream().allMatch(answer -> answer.problem().isEmpty());
    if (allAnswered && answers.stream().allMatch(answer -> answer.records().isEmpty())) {
      boolean exists = answers.stream().anyMatch(Answer::nameExists);
      problem(name.toString(true) + (exists ? " has no " + types + " records" : " does not exist"));
    }
  }

  Found found() {
    return new Found(addresses, List.copyOf(problems), unanswered, ttlSeconds);
  }
}
