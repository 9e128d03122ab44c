package io.quorate.cli.backends;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options of commands that start nodes: which backends they have. */
public final class BackendOptions {
  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--wal",
      paramLabel = "NAME",
      defaultValue = "rocksdb",
      description = "The nodes' write-ahead log (default: ${DEFAULT-VALUE}).")
  private String wal;

  @Option(
      names = "--transport",
      paramLabel = "NAME",
      defaultValue = "grpc",
      description = "Their transport (default: ${DEFAULT-VALUE}).")
  private String transport;

  @Option(
      names = "--discovery",
      paramLabel = "NAME",
      defaultValue = "static",
      description =
          "How they find each other (default: ${DEFAULT-VALUE}); for dns there is a name server, too.")
  private String discovery;

  @Mixin
  private BackendPath backendPath;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A configuration key for all nodes; may be repeated.")
  private Map<String, String> settings = new LinkedHashMap<>();

  /** For picocli. */
  public BackendOptions() {}

  /**
   * What the nodes are to be made of.
   *
   * @return the choice
   * @throws ParameterException if there is no such backend
   */
  public NodeMake make() {
    Backends backends = new Backends(wal, transport, discovery);
    if (!Backends.FINDABLE.contains(discovery)) {
      throw new ParameterException(
          spec.commandLine(),
          "Invalid value for option '--discovery': this command picks the nodes' ports, and can tell them only to "
              + String.join(" and ", Backends.FINDABLE) + ", not to " + discovery);
    }
    try {
      return NodeMake.of(backends, backendPath.paths(), settings);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }
}
