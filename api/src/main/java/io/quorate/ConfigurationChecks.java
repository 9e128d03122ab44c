package io.quorate;

import io.quorate.config.ConfigKey;
import io.quorate.config.ConfigProblem;
import io.quorate.config.ConfigSources;
import io.quorate.config.QuorateKeys;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The rules of a valid configuration. Each failed rule adds a problem; none stops the others from
 * being checked.
 */
final class ConfigurationChecks {
  private static final Pattern NODE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  private static final int MIN_SECRET_LENGTH = 16;

  private final ConfigSources sources;
  private final List<ConfigProblem> problems;
  private final SortedMap<String, Object> values = new TreeMap<>();

  private ConfigurationChecks(ConfigSources sources, List<ConfigProblem> problems) {
    this.sources = sources;
    this.problems = problems;
  }

  /** Parses and checks the engine's own keys; returns every value that is set or has a default. */
  static SortedMap<String, Object> check(
      ConfigSources sources, boolean walGiven, List<ConfigProblem> problems) {
    ConfigurationChecks checks = new ConfigurationChecks(sources, problems);
    sources.reportUnknownKeys(QuorateKeys.ALL, problems);
    QuorateKeys.ALL.forEach(checks::parse);
    checks.required(walGiven);
    checks.relations();
    return checks.values;
  }

  private <T> void parse(ConfigKey<T> key) {
    try {
      sources.parse(key).or(key::defaultValue).ifPresent(value -> values.put(key.name(), value));
    } catch (IllegalArgumentException e) {
      problem(
          key,
          e.getMessage()
              + sources.find(key).map(found -> " (from " + found.origin() + ")").orElse(""));
    }
  }

  private void required(boolean walGiven) {
    if (!sources.isGiven(QuorateKeys.NODE_ID)) {
      problem(QuorateKeys.NODE_ID, "is not set; give each member an id of its own, such as 1");
    }
    if (!walGiven && !sources.isGiven(QuorateKeys.DATA_DIRECTORY)) {
      problem(
          QuorateKeys.DATA_DIRECTORY,
          "is not set; name a directory on a local disk, such as data/node-1");
    }
    value(QuorateKeys.NODE_NAME)
        .filter(name -> !NODE_NAME.matcher(name).matches())
        .ifPresent(name -> problem(
            QuorateKeys.NODE_NAME,
            "'" + name + "' is not made of 1 to 64 letters, digits, dots, dashes and underscores"));
  }

  private void relations() {
    Optional<Duration> heartbeat = value(QuorateKeys.HEARTBEAT);
    Optional<Duration> election = value(QuorateKeys.ELECTION_TIMEOUT);
    if (heartbeat.isPresent()
        && election.isPresent()
        && heartbeat.get().compareTo(election.get()) >= 0) {
      problem(
          QuorateKeys.HEARTBEAT,
          QuorateKeys.HEARTBEAT.print(heartbeat.get()) + " is not shorter than "
              + QuorateKeys.ELECTION_TIMEOUT + ", "
              + QuorateKeys.ELECTION_TIMEOUT.print(election.get())
              + "; followers would campaign against a healthy leader. A tenth of it is usual");
    }
    Optional<Integer> advertisedPort = value(QuorateKeys.ADVERTISE_PORT);
    Optional<String> advertisedHost = value(QuorateKeys.ADVERTISE_HOST);
    value(QuorateKeys.BIND_HOST)
        .filter(host -> host.equals("0.0.0.0") || host.equals("::"))
        .filter(host -> advertisedHost.isEmpty())
        .ifPresent(host -> problem(
            QuorateKeys.ADVERTISE_HOST,
            "is not set, and bind.host " + host
                + " is no address that others could reach; name one"));
    if (advertisedHost.isPresent()) {
      try {
        new NodeAddress(advertisedHost.get(), advertisedPort.orElse(1));
      } catch (IllegalArgumentException e) {
        problem(QuorateKeys.ADVERTISE_HOST, e.getMessage());
      }
    }
    secrets();
    notAbove(QuorateKeys.MAX_ENTRY_BYTES, QuorateKeys.PARTITION_MAX_BYTES);
    notAbove(QuorateKeys.PARTITION_MAX_BYTES, QuorateKeys.NODE_MAX_BYTES);
  }

  private void secrets() {
    secret(QuorateKeys.AUTH_SECRET);
    secret(QuorateKeys.AUTH_OTHER_SECRET);
    Optional<String> second = value(QuorateKeys.AUTH_OTHER_SECRET);
    if (second.isPresent() && value(QuorateKeys.AUTH_SECRET).isEmpty()) {
      problem(
          QuorateKeys.AUTH_OTHER_SECRET,
          "is set, but auth.secret is not: that is the one by which this node is known");
    } else if (second.isPresent() && second.equals(value(QuorateKeys.AUTH_SECRET))) {
      problem(
          QuorateKeys.AUTH_OTHER_SECRET,
          "is the same as auth.secret; leave it out when secrets are not being changed");
    }
  }

  /** The value is not told: messages end up in logs. */
  private void secret(ConfigKey<String> key) {
    value(key).ifPresent(secret -> {
      if (secret.length() < MIN_SECRET_LENGTH) {
        problem(
            key,
            "has " + secret.length() + " characters; at least " + MIN_SECRET_LENGTH
                + " are needed, best 32 or more at random");
      } else if (!secret.equals(secret.strip())) {
        problem(key, "begins or ends with white space, which others would hardly have, too");
      }
    });
  }

  private void notAbove(ConfigKey<Long> smaller, ConfigKey<Long> larger) {
    Optional<Long> small = value(smaller);
    Optional<Long> large = value(larger);
    if (small.isPresent() && large.isPresent() && small.get() > large.get()) {
      problem(
          smaller,
          smaller.print(small.get()) + " is more than " + larger + ", "
              + larger.print(large.get()));
    }
  }

  private <T> Optional<T> value(ConfigKey<T> key) {
    @SuppressWarnings("unchecked") // put there by parse under the key's own name
    T value = (T) values.get(key.name());
    return Optional.ofNullable(value);
  }

  private void problem(ConfigKey<?> key, String message) {
    problems.add(new ConfigProblem(key.name(), message));
  }
}
