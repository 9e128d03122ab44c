package io.quorate.discovery.dns;

import io.quorate.NodeAddress;
import io.quorate.config.ConfigKey;
import io.quorate.config.ConfigProblem;
import io.quorate.config.ConfigurationException;
import io.quorate.config.Settings;
import io.quorate.spi.BackendContext;
import io.quorate.spi.Discovery;
import io.quorate.spi.DiscoveryProvider;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Function;
import org.xbill.DNS.Name;

/** Makes {@link DnsDiscovery}s from configuration. Its name is {@code dns}. */
public final class DnsDiscoveryProvider implements DiscoveryProvider {

  /** Names with SRV records. */
  public static final ConfigKey<List<String>> SERVICES = ConfigKey.words(
      "discovery.dns.services",
      "Names whose SRV records say at which hosts and ports members are, such as _raft._tcp.example.org. Either these or"
          + " discovery.dns.hosts.");

  /** Names with A and AAAA records. */
  public static final ConfigKey<List<String>> HOSTS = ConfigKey.words(
      "discovery.dns.hosts",
      "Names whose A and AAAA records are members' addresses, such as raft.example.org; the port is discovery.dns.port.");

  /** The port of all hosts. */
  public static final ConfigKey<Integer> PORT = ConfigKey.integer(
      "discovery.dns.port",
      1,
      65535,
      "The port that members advertise, for discovery.dns.hosts; SRV records have ports of their own.");

  /** Whether the targets of SRV records are looked up, too. */
  public static final ConfigKey<Boolean> RESOLVE_TARGETS = ConfigKey.bool(
          "discovery.dns.resolve-targets",
          "Whether the hosts that SRV records name are looked up here, too, by their A and AAAA records. By default the"
              + " transport is given their names, which is what certificates are made out to; true helps if only"
              + " discovery.dns.servers know them.")
      .withDefault(false);

  /** Whom to ask. */
  public static final ConfigKey<List<NodeAddress>> SERVERS = ConfigKey.addresses(
      "discovery.dns.servers",
      "The name servers to ask, in this order, by IP address. The default is those of the system.");

  /** How long an answer is used. */
  public static final ConfigKey<Duration> REFRESH = ConfigKey.duration(
          "discovery.dns.refresh",
          Duration.ofSeconds(1),
          Duration.ofHours(1),
          "How long an answer is used at most; less if the records' time to live is less. Also the longest wait between two"
              + " attempts while something cannot be looked up.")
      .withDefault(Duration.ofSeconds(30));

  /** How long a lookup may take. */
  public static final ConfigKey<Duration> TIMEOUT = ConfigKey.duration(
          "discovery.dns.timeout",
          Duration.ofMillis(10),
          Duration.ofMinutes(1),
          "How long the servers are given to answer, all questions and all servers together. Looking targets up takes as long"
              + " again at most.")
      .withDefault(Duration.ofSeconds(2));

  /** Made by {@link java.util.ServiceLoader}. */
  public DnsDiscoveryProvider() {}

  @Override
  public String name() {
    return "dns";
  }

  @Override
  public String description() {
    String version = Name.class.getPackage().getImplementationVersion();
    return version == null ? name() : name() + " by dnsjava " + version;
  }

  @Override
  public List<ConfigKey<?>> configKeys() {
    return List.of(SERVICES, HOSTS, PORT, RESOLVE_TARGETS, SERVERS, REFRESH, TIMEOUT);
  }

  /**
   * Makes a discovery that has not asked yet.
   *
   * @throws ConfigurationException if the settings cannot work; lists all that is wrong
   */
  @Override
  public Discovery create(BackendContext context) {
    Settings settings = context.settings();
    List<ConfigProblem> problems = new ArrayList<>();
    List<Name> services = read(settings, SERVICES, DnsNames::name, problems);
    List<Name> hosts = read(settings, HOSTS, DnsNames::name, problems);
    List<InetSocketAddress> servers = read(settings, SERVERS, DnsNames::server, problems);
    checkTogether(settings, problems);
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    DnsOptions options = new DnsOptions(
        context.nodeName(),
        services,
        hosts,
        settings.isSet(PORT) ? settings.get(PORT) : 0,
        settings.get(RESOLVE_TARGETS),
        servers,
        settings.get(REFRESH),
        settings.get(TIMEOUT));
    return new DnsDiscovery(options, System::nanoTime);
  }

  /** Each once, in order. An empty list is never meant: a name or a value was forgotten. */
  private static <T, R> List<R> read(
      Settings settings,
      ConfigKey<List<T>> key,
      Function<T, R> reader,
      List<ConfigProblem> problems) {
    LinkedHashSet<R> all = new LinkedHashSet<>();
    if (settings.isSet(key)) {
      if (settings.get(key).isEmpty()) {
        problems.add(new ConfigProblem(key.name(), "is empty; name one at least, or leave it out"));
      }
      for (T one : settings.get(key)) {
        try {
          all.add(reader.apply(one));
        } catch (IllegalArgumentException e) {
          problems.add(new ConfigProblem(key.name(), e.getMessage()));
        }
      }
    }
    return List.copyOf(all);
  }

  private static void checkTogether(Settings settings, List<ConfigProblem> problems) {
    boolean services = settings.isSet(SERVICES);
    boolean hosts = settings.isSet(HOSTS);
    if (!services && !hosts) {
      problems.add(new ConfigProblem(
          SERVICES.name(),
          "is not set, and neither is " + HOSTS + "; name what to look up, as in " + SERVICES
              + "=_raft._tcp.example.org, or " + HOSTS + "=raft.example.org with " + PORT
              + "=8001"));
    }
    if (services && hosts) {
      problems.add(new ConfigProblem(
          SERVICES + ", " + HOSTS,
          "both are set, but members are found either by SRV records or by addresses; leave one"
              + " out"));
    }
    if (hosts && !settings.isSet(PORT)) {
      problems.add(new ConfigProblem(
          PORT.name(),
          "is not set, but addresses have no ports; name the one that all members advertise, as in "
              + PORT + "=8001"));
    }
    if (!hosts && settings.isSet(PORT)) {
      problems.add(new ConfigProblem(
          PORT.name(),
          PORT.print(settings.get(PORT)) + " is of no use without " + HOSTS
              + ", because SRV records have ports of their own; leave it out"));
    }
    if (!services && settings.isSet(RESOLVE_TARGETS)) {
      problems.add(new ConfigProblem(
          RESOLVE_TARGETS.name(), "is of no use without " + SERVICES + "; leave it out"));
    }
  }
}
