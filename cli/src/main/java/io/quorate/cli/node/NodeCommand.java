package io.quorate.cli.node;

import io.quorate.RaftConfiguration;
import io.quorate.cli.backends.BackendFinder;
import io.quorate.cli.backends.Backends;
import io.quorate.cli.backends.FoundBackend;
import io.quorate.cli.control.AppliedFiles;
import io.quorate.cli.control.ControlServer;
import io.quorate.config.QuorateKeys;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code quorate node}. */
@Command(
    name = "node",
    description = "Runs one member of a cluster until it is told to stop.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the node left in good order: SIGTERM, an interrupt, the command leave, or the end of the control stream",
      "1:it could not start or join, or its storage failed",
      "2:an option or a configuration value is wrong"
    },
    footerHeading = "%nA cluster of three on one machine, each in a terminal of its own:%n",
    footer = {
      "  quorate node --id 1 --port 8001 --peers localhost:8002,localhost:8003 --data data/node-1",
      "  quorate node --id 2 --port 8002 --peers localhost:8001,localhost:8003 --data data/node-2",
      "  quorate node --id 3 --port 8003 --peers localhost:8001,localhost:8002 --data data/node-3",
      "",
      "Values that no option gives come from -Dquorate.* system properties, QUORATE_* variables and the file.",
      "",
      "With --control stdio the node takes commands, a JSON object per line, and answers in the order of completion:",
      "  {\"op\":\"write\",\"id\":7,\"partition\":1,\"type\":\"t\",\"data\":\"text\"}",
      "  {\"id\":7,\"status\":\"COMMITTED\",\"index\":12,\"term\":3}",
      "The ops are write, propose, commit, rollback, checkpoint, applied, status, transfer, step-down, replace and leave;"
          + " docs/reference/control-protocol.md has them all.",
    })
public final class NodeCommand implements Callable<Integer> {
  private static final long KEPT_EVERY = 500;

  private final Map<String, String> given = new LinkedHashMap<>();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "A properties file with configuration keys.")
  private Path config;

  @Option(
      names = "--control",
      paramLabel = "stdio",
      description = "Take commands on standard input; logs go to standard error.")
  private Control control;

  @Option(
      names = "--keep",
      paramLabel = "N",
      defaultValue = "1000000",
      description =
          "How many applied entries to keep in memory for the command 'applied' (default: ${DEFAULT-VALUE}).")
  private long keep;

  @Option(
      names = "--keep-itself",
      paramLabel = "DIR",
      description = {
        "Keep what was applied in files there, too, every 500 entries of a partition, as an application with a store of"
            + " its own does."
      })
  private Path keepItself;

  /** By which way commands come. */
  enum Control {
    STDIO
  }

  @Option(
      names = "--id",
      paramLabel = "N",
      description = "node.id: this member's id, unique and never changed.")
  void id(String value) {
    given.put(QuorateKeys.NODE_ID.name(), value);
  }

  @Option(names = "--name", description = "node.name: the name in logs, threads and metrics.")
  void name(String value) {
    given.put(QuorateKeys.NODE_NAME.name(), value);
  }

  @Option(names = "--host", description = "bind.host: the interface to listen on.")
  void host(String value) {
    given.put(QuorateKeys.BIND_HOST.name(), value);
  }

  @Option(names = "--port", paramLabel = "N", description = "bind.port: the port to listen on.")
  void port(String value) {
    given.put(QuorateKeys.BIND_PORT.name(), value);
  }

  @Option(
      names = "--peers",
      paramLabel = "HOST:PORT,…",
      description = "discovery.static.nodes: the other members; this node may be among them.")
  void peers(String value) {
    given.put("discovery.static.nodes", value);
  }

  @Option(
      names = "--expect",
      paramLabel = "N",
      description = "cluster.expect: how many members form the cluster; 1 for a single node.")
  void expect(String value) {
    given.put(QuorateKeys.CLUSTER_EXPECT.name(), value);
  }

  @Option(
      names = "--join",
      description =
          "cluster.join: wait to be made a member of a cluster that exists, in the place of one that is lost.")
  void join(boolean value) {
    given.put(QuorateKeys.CLUSTER_JOIN.name(), String.valueOf(value));
  }

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "partitions.initial: application partitions.")
  void partitions(String value) {
    given.put(QuorateKeys.INITIAL_PARTITIONS.name(), value);
  }

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "data.directory: where this node keeps its log.")
  void data(String value) {
    given.put(QuorateKeys.DATA_DIRECTORY.name(), value);
  }

  @Option(
      names = "--wal",
      paramLabel = "NAME",
      description = "wal: the write-ahead log (default: rocksdb, if there is one).")
  void wal(String value) {
    given.put(QuorateKeys.WAL.name(), value);
  }

  @Option(
      names = "--transport",
      paramLabel = "NAME",
      description = "transport: the transport (default: grpc, if there is one).")
  void transport(String value) {
    given.put(QuorateKeys.TRANSPORT.name(), value);
  }

  @Option(
      names = "--discovery",
      paramLabel = "NAME,…",
      description = "discovery: the discoveries to ask (default: static, if there is one).")
  void discovery(String value) {
    given.put(QuorateKeys.DISCOVERY.name(), value);
  }

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Any configuration key; may be repeated.")
  void set(Map<String, String> values) {
    given.putAll(values);
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    if (control == null) {
      return new NodeServer(configuration()).run();
    }
    // Standard output belongs to the protocol from here on, whatever else may print.
    PrintStream protocol = System.out;
    System.setOut(System.err);
    try {
      Optional<AppliedFiles> files = keepItself == null
          ? Optional.empty()
          : Optional.of(new AppliedFiles(keepItself, KEPT_EVERY));
      return new NodeServer(configuration())
          .control(System.in, protocol, keep, files)
          .run();
    } catch (RuntimeException e) {
      ControlServer.reportFailure(protocol, String.valueOf(e.getMessage()));
      throw e;
    }
  }

  /**
   * The program has all backends on its class path; where nobody names one, and the one that it
   * usually takes is there, it takes that.
   */
  private static Map<String, String> usual(RaftConfiguration configured) throws IOException {
    Map<String, String> names = new LinkedHashMap<>();
    try (BackendFinder finder = BackendFinder.of(List.of(), new ArrayList<>())) {
      for (FoundBackend<?> found : finder.all()) {
        if (Backends.DEFAULT.isOneOf(found) && !configured.isSet(found.kind().key())) {
          names.put(found.kind().toString(), found.name());
        }
      }
    }
    return names;
  }

  private RaftConfiguration configuration() throws IOException {
    if (config != null) {
      System.setProperty("quorate.config", config.toString());
    }
    RaftConfiguration.Builder builder = RaftConfiguration.builder();
    given.forEach(builder::set);
    usual(builder.build()).forEach(builder::set);
    return builder.build();
  }
}
