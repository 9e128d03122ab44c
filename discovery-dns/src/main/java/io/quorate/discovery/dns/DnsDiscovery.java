package io.quorate.discovery.dns;

import io.quorate.NodeAddress;
import io.quorate.spi.Discovery;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Name;

/**
 * Answers with what DNS records say. An answer is used until the time to live of its records is
 * over, and no longer than the refresh interval. What is learnt later replaces it name by name,
 * with one exception: a name of which nothing is learnt, or perhaps not all, keeps what it had,
 * because that somebody is not known now says nothing about the cluster. While a name is in trouble
 * everything is asked again after 1 s, 2 s, 4 s and so on, up to the refresh interval.
 *
 * <p>Works on the caller's thread, and holds neither thread nor socket between two calls.
 * {@link #resolve} by one thread at a time; it ends, with an {@link IOException}, when the thread
 * is interrupted or another one calls {@link #close}.
 */
public final class DnsDiscovery implements Discovery {
  private static final Logger LOG = LoggerFactory.getLogger(DnsDiscovery.class);
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);

  /** Records that may not be kept at all are asked for once in a second at most. */
  private static final long MIN_TTL_SECONDS = 1;

  private static final long MAX_TTL_SECONDS = Duration.ofDays(1).toSeconds();

  /** The wait has reached the longest refresh interval before. */
  private static final int MAX_DOUBLINGS = 12;

  private final DnsOptions options;
  private final LongSupplier nanoTime;
  private final DnsClient client;
  private final Lookup lookup;
  private final SortedMap<Name, SortedSet<NodeAddress>> known = new TreeMap<>();
  private SortedSet<NodeAddress> answer = Collections.emptySortedSet();
  private List<String> problems = List.of();

  /** Why there is no answer at all; empty if a server has said so itself. */
  private Optional<String> failure = Optional.empty();

  private boolean asked;
  private long askAgainAt;
  private int retries;

  /**
   * Makes a discovery.
   *
   * @param options what to ask whom
   * @param nanoTime the time that decides when to ask again
   */
  DnsDiscovery(DnsOptions options, LongSupplier nanoTime) {
    this.options = options;
    this.nanoTime = nanoTime;
    this.client = new DnsClient(new NameServers(options.servers()), options.timeout());
    this.lookup = new Lookup(client, options);
  }

  /**
   * Looks the names up if it is time to.
   *
   * @return what is known; empty if the servers know of nobody, and never did
   * @throws IOException if nothing is known, and a name could not be looked up
   */
  @Override
  public SortedSet<NodeAddress> resolve() throws IOException {
    client.throwIfStopped();
    if (!asked || nanoTime.getAsLong() - askAgainAt >= 0) {
      refresh();
    }
    if (answer.isEmpty() && failure.isPresent()) {
      throw new IOException(failure.get());
    }
    return answer;
  }

  private void refresh() throws IOException {
    SortedMap<Name, Found> found;
    try {
      found = lookup.run();
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      client.throwIfStopped();
      // Such as a process that is out of sockets. What was known is known all the same.
      note(List.of(e.toString()), true, Long.MAX_VALUE);
      return;
    }
    List<String> troubles = new ArrayList<>();
    boolean unanswered = false;
    long ttlSeconds = Long.MAX_VALUE;
    for (Map.Entry<Name, Found> one : found.entrySet()) {
      Found latest = one.getValue();
      troubles.addAll(latest.problems());
      unanswered |= latest.unanswered();
      ttlSeconds = Math.min(ttlSeconds, latest.ttlSeconds());
      SortedSet<NodeAddress> now = new TreeSet<>(latest.addresses());
      if (!latest.problems().isEmpty()) {
        now.addAll(known.getOrDefault(one.getKey(), Collections.emptySortedSet()));
      }
      known.put(one.getKey(), now);
    }
    note(troubles, unanswered, ttlSeconds);
  }

  private void note(List<String> troubles, boolean unanswered, long ttlSeconds) {
    SortedSet<NodeAddress> all = new TreeSet<>();
    known.values().forEach(all::addAll);
    log(all, troubles);
    answer = Collections.unmodifiableSortedSet(all);
    problems = troubles;
    failure = unanswered ? Optional.of(String.join("; ", troubles)) : Optional.empty();
    retries = troubles.isEmpty() ? 0 : Math.min(retries + 1, MAX_DOUBLINGS);
    Duration wait = troubles.isEmpty()
        ? Duration.ofSeconds(Math.max(MIN_TTL_SECONDS, Math.min(ttlSeconds, MAX_TTL_SECONDS)))
        : FIRST_RETRY.multipliedBy(1L << (retries - 1));
    wait = wait.compareTo(options.refresh()) < 0 ? wait : options.refresh();
    askAgainAt = nanoTime.getAsLong() + wait.toNanos();
    asked = true;
  }

  /** Once per change: the engine asks every few seconds, for as long as it misses somebody. */
  private void log(SortedSet<NodeAddress> all, List<String> troubles) {
    if (!all.equals(answer)) {
      LOG.info("{}: dns names {}", options.nodeName(), all);
    }
    if (!troubles.equals(problems)) {
      if (troubles.isEmpty()) {
        LOG.info("{}: dns answers again", options.nodeName());
      } else {
        LOG.warn(
            "{}: dns: {}; {}",
            options.nodeName(),
            String.join("; ", troubles),
            all.isEmpty() ? "nobody is known yet" : "known are " + all);
      }
    }
  }

  /** Ends a lookup that is under way. Returns when no socket is left. */
  @Override
  public void close() {
    client.close();
  }

  @Override
  public String toString() {
    return "dns"
        + Stream.concat(options.services().stream(), options.hosts().stream())
            .map(name -> name.toString(true))
            .toList();
  }
}
