package io.quorate;

import io.quorate.config.ConfigKey;
import io.quorate.config.ConfigProblem;
import io.quorate.config.ConfigSources;
import io.quorate.config.ConfigurationException;
import io.quorate.config.QuorateKeys;
import io.quorate.config.Settings;
import io.quorate.spi.Discovery;
import io.quorate.spi.Transport;
import io.quorate.spi.Wal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a node runs. Immutable and valid: {@link Builder#build} reports all problems at once.
 *
 * <p>A value comes from the first source that gives it: the builder, system properties
 * ({@code -Dquorate.raft.heartbeat=50ms}), the environment ({@code QUORATE_RAFT_HEARTBEAT=50ms}), a
 * properties file, the default. The file is the one that the system property {@code quorate.config}
 * or the variable {@code QUORATE_CONFIG} names, else {@code quorate.properties} in the working
 * directory, else that on the classpath.
 */
public final class RaftConfiguration implements Settings {
  private final ConfigSources sources;
  private final SortedMap<String, Object> values;
  private final Optional<Wal> wal;
  private final Optional<Transport> transport;
  private final Optional<Discovery> discovery;
  private final ClassLoader classLoader;

  private RaftConfiguration(
      Builder builder, ConfigSources sources, SortedMap<String, Object> values) {
    this.sources = sources;
    this.values = values;
    this.wal = Optional.ofNullable(builder.wal);
    this.transport = Optional.ofNullable(builder.transport);
    this.discovery = Optional.ofNullable(builder.discovery);
    this.classLoader = builder.chosenClassLoader();
  }

  /**
   * Begins a configuration.
   *
   * @return an empty builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The value of a key: one of {@link QuorateKeys}, or of a backend.
   *
   * @throws NoSuchElementException if nothing gives a value and the key has no default
   * @throws ConfigurationException if a backend's key has a value that it does not allow
   */
  @Override
  public <T> T get(ConfigKey<T> key) {
    Object value = values.get(key.name());
    if (value == null) {
      value = parse(key)
          .or(key::defaultValue)
          .orElseThrow(
              () -> new NoSuchElementException("'" + key + "' is not set and has no default"));
    }
    @SuppressWarnings("unchecked") // put there by the key of this name
    T typed = (T) value;
    return typed;
  }

  private <T> Optional<T> parse(ConfigKey<T> key) {
    try {
      return sources.parse(key);
    } catch (IllegalArgumentException e) {
      String what = key.secret() ? "the value is not of the type " + key.type() : e.getMessage();
      throw new ConfigurationException(List.of(new ConfigProblem(key.name(), what)));
    }
  }

  @Override
  public boolean isSet(ConfigKey<?> key) {
    return sources.find(key).isPresent();
  }

  /**
   * This member's id.
   *
   * @return at least 1
   */
  public int nodeId() {
    return get(QuorateKeys.NODE_ID);
  }

  /**
   * This member's name.
   *
   * @return the configured name, or {@code node-<id>}
   */
  public String nodeName() {
    return isSet(QuorateKeys.NODE_NAME) ? get(QuorateKeys.NODE_NAME) : "node-" + nodeId();
  }

  /**
   * The data directory.
   *
   * @return empty only if a WAL instance was given
   */
  public Optional<Path> dataDirectory() {
    return isSet(QuorateKeys.DATA_DIRECTORY)
        ? Optional.of(get(QuorateKeys.DATA_DIRECTORY))
        : Optional.empty();
  }

  /**
   * The WAL instance that the builder was given; the node closes it.
   *
   * @return empty if it is to be found on the classpath
   */
  public Optional<Wal> wal() {
    return wal;
  }

  /**
   * The transport instance that the builder was given; the node closes it.
   *
   * @return empty if it is to be found on the classpath
   */
  public Optional<Transport> transport() {
    return transport;
  }

  /**
   * The discovery instance that the builder was given; the node closes it.
   *
   * @return empty if it is to be found on the classpath
   */
  public Optional<Discovery> discovery() {
    return discovery;
  }

  /**
   * Where backends and the engine are looked for.
   *
   * @return the loader given to the builder, else the context class loader of the thread that
   *     built, else this class's own
   */
  public ClassLoader classLoader() {
    return classLoader;
  }

  /**
   * Where the values come from; the engine checks backends' keys with it.
   *
   * @return the sources
   */
  public ConfigSources sources() {
    return sources;
  }

  /**
   * Every value and where it comes from, a line each, secrets masked.
   *
   * @return for people
   */
  public String explain() {
    return sources.explain(QuorateKeys.ALL);
  }

  @Override
  public String toString() {
    return "RaftConfiguration[" + nodeName() + "(" + nodeId() + ")]";
  }

  /** Collects a configuration. Not thread-safe. Nothing is checked before {@link #build}. */
  public static final class Builder {
    private final SortedMap<String, String> given = new TreeMap<>();
    private boolean ambient = true;
    private Wal wal;
    private Transport transport;
    private Discovery discovery;
    private ClassLoader classLoader;

    private Builder() {}

    /**
     * Sets {@code node.name}.
     *
     * @param name the name in logs, threads and metrics
     * @return this
     */
    public Builder nodeName(String name) {
      return set(QuorateKeys.NODE_NAME.name(), name);
    }

    /**
     * Sets {@code node.id}.
     *
     * @param id unique in the cluster, at least 1
     * @return this
     */
    public Builder nodeId(int id) {
      return set(QuorateKeys.NODE_ID.name(), String.valueOf(id));
    }

    /**
     * Sets {@code bind.host}.
     *
     * @param host the interface to listen on; also advertised, unless {@link #advertise} says
     *     otherwise
     * @return this
     */
    public Builder host(String host) {
      return set(QuorateKeys.BIND_HOST.name(), host);
    }

    /**
     * Sets {@code bind.port}.
     *
     * @param port the port to listen on; 0 takes any free one
     * @return this
     */
    public Builder port(int port) {
      return set(QuorateKeys.BIND_PORT.name(), String.valueOf(port));
    }

    /**
     * Sets {@code advertise.host} and {@code advertise.port}, for nodes that are reached by another
     * address than the one that they bind.
     *
     * @param host where others reach this node
     * @param port where others reach this node
     * @return this
     */
    public Builder advertise(String host, int port) {
      set(QuorateKeys.ADVERTISE_HOST.name(), host);
      return set(QuorateKeys.ADVERTISE_PORT.name(), String.valueOf(port));
    }

    /**
     * Sets {@code partitions.initial}.
     *
     * @param count application partitions when the cluster is formed: ids 1 to count
     * @return this
     */
    public Builder initialPartitions(int count) {
      return set(QuorateKeys.INITIAL_PARTITIONS.name(), String.valueOf(count));
    }

    /**
     * Sets {@code discovery.static.nodes}.
     *
     * @param addresses the other members as {@code host:port}; this node may be among them
     * @return this
     */
    public Builder discoveryNodes(String... addresses) {
      return set("discovery.static.nodes", String.join(",", addresses));
    }

    /**
     * Sets {@code cluster.expect}.
     *
     * @param members how many members form the cluster, with this one; 1 makes a single-node
     *     cluster
     * @return this
     */
    public Builder expectMembers(int members) {
      return set(QuorateKeys.CLUSTER_EXPECT.name(), String.valueOf(members));
    }

    /**
     * Sets {@code data.directory}.
     *
     * @param directory this node's own; created if it does not exist
     * @return this
     */
    public Builder dataDirectory(Path directory) {
      return set(QuorateKeys.DATA_DIRECTORY.name(), directory.toString());
    }

    /**
     * Sets {@code raft.heartbeat} and {@code raft.election-timeout}.
     *
     * @param heartbeat how often an idle leader is heard
     * @param electionTimeout how long a follower waits at least
     * @return this
     */
    public Builder timeouts(Duration heartbeat, Duration electionTimeout) {
      set(QuorateKeys.HEARTBEAT, heartbeat);
      return set(QuorateKeys.ELECTION_TIMEOUT, electionTimeout);
    }

    /**
     * Sets any key by its typed form.
     *
     * @param key the key
     * @param value its value
     * @param <T> its type
     * @return this
     */
    public <T> Builder set(ConfigKey<T> key, T value) {
      return set(key.name(), key.print(value));
    }

    /**
     * Sets any key by its text.
     *
     * @param key the key's name
     * @param value as in a properties file
     * @return this
     */
    public Builder set(String key, String value) {
      given.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
      return this;
    }

    /**
     * Uses this WAL, whatever is on the classpath. The node closes it.
     *
     * @param instance an open log that nobody else uses
     * @return this
     */
    public Builder wal(Wal instance) {
      this.wal = Objects.requireNonNull(instance, "instance");
      return this;
    }

    /**
     * Uses this transport, whatever is on the classpath. The node starts and closes it.
     *
     * @param instance not started
     * @return this
     */
    public Builder transport(Transport instance) {
      this.transport = Objects.requireNonNull(instance, "instance");
      return this;
    }

    /**
     * Uses this discovery, whatever is on the classpath. The node closes it.
     *
     * @param instance the discovery
     * @return this
     */
    public Builder discovery(Discovery instance) {
      this.discovery = Objects.requireNonNull(instance, "instance");
      return this;
    }

    /**
     * Looks for backends here rather than in the thread's context class loader.
     *
     * @param loader the loader
     * @return this
     */
    public Builder classLoader(ClassLoader loader) {
      this.classLoader = Objects.requireNonNull(loader, "loader");
      return this;
    }

    /**
     * Takes values from this builder alone: no system properties, no environment, no file.
     *
     * @return this
     */
    public Builder withoutAmbientSources() {
      this.ambient = false;
      return this;
    }

    /**
     * Checks everything and makes the configuration.
     *
     * @return a valid configuration
     * @throws ConfigurationException listing every problem
     */
    public RaftConfiguration build() {
      List<ConfigProblem> problems = new ArrayList<>();
      ConfigSources sources = ambient
          ? ConfigSources.ambient(given, chosenClassLoader(), problems)
          : ConfigSources.of(given);
      SortedMap<String, Object> values = ConfigurationChecks.check(sources, wal != null, problems);
      if (!problems.isEmpty()) {
        throw new ConfigurationException(problems);
      }
      return new RaftConfiguration(this, sources, values);
    }

    private ClassLoader chosenClassLoader() {
      if (classLoader != null) {
        return classLoader;
      }
      ClassLoader context = Thread.currentThread().getContextClassLoader();
      return context != null ? context : Raft.class.getClassLoader();
    }
  }
}
