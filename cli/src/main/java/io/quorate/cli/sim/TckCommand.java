package io.quorate.cli.sim;

import io.quorate.cli.backends.BackendFinder;
import io.quorate.cli.backends.BackendPath;
import io.quorate.cli.backends.FoundBackend;
import io.quorate.config.ConfigKey;
import io.quorate.sim.tck.DiscoveryRules;
import io.quorate.sim.tck.RuleReport;
import io.quorate.spi.Backend;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code quorate sim tck}. */
@Command(
    name = "tck",
    description = "Checks logs, transports and discoveries against their contracts, rule by rule.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:conforms", "1:a binding rule does not hold", "2:bad input"},
    footerHeading = "%nFor example:%n",
    footer = {
      "  quorate sim tck --wal rocksdb --transport grpc",
      "  quorate sim tck --discovery static --set discovery.static.nodes=localhost:8001",
      "  quorate sim tck --wal mine --classpath mine.jar"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class TckCommand implements Callable<Integer> {
  private static final int CONFORMS = 0;
  private static final int DOES_NOT = 1;
  private static final int BAD_INPUT = 2;

  @Spec
  private CommandSpec spec;

  @Option(
      names = "--wal",
      paramLabel = "NAME",
      description = "A write-ahead log to check. May be repeated.")
  private List<String> wals = new ArrayList<>();

  @Option(
      names = "--transport",
      paramLabel = "NAME",
      description = "A transport to check. May be repeated.")
  private List<String> transports = new ArrayList<>();

  @Option(
      names = "--discovery",
      paramLabel = "NAME",
      description =
          "A discovery to check, with settings by which it finds something. May be" + " repeated.")
  private List<String> discoveries = new ArrayList<>();

  @Mixin
  private BackendPath backendPath;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A setting of a backend, by the name of its key. May be repeated.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Option(
      names = "--queue-bytes",
      paramLabel = "N",
      defaultValue = "67108864",
      description = "How many bytes may wait for one peer of a transport with these settings,"
          + " buffers of libraries and of the kernel included (default: ${DEFAULT-VALUE}).")
  private long queueBytes;

  @Option(names = "--list", description = "Only list the backends that are found.")
  private boolean list;

  private final List<String> problems = new ArrayList<>();

  /** A backend to check, and the rules for its kind. */
  private record Chosen<P extends Backend>(KitOf<P> kit, FoundBackend<P> backend) {}

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (BackendFinder finder = BackendFinder.of(backendPath.paths(), problems)) {
      // Libraries below a backend may look for services of their own.
      Thread.currentThread().setContextClassLoader(finder.loader());
      List<FoundBackend<?>> all = new ArrayList<>();
      List<Chosen<?>> chosen = new ArrayList<>();
      choose(finder, KitOf.WAL, wals, all, chosen);
      choose(finder, KitOf.TRANSPORT, transports, all, chosen);
      choose(finder, KitOf.DISCOVERY, discoveries, all, chosen);
      if (list) {
        refuseBadInput();
        all.forEach(out::println);
        out.flush();
        return CONFORMS;
      }
      if (wals.isEmpty() && transports.isEmpty() && discoveries.isEmpty()) {
        problems.add("nothing is named: use --wal, --transport, --discovery, or --list");
      }
      if (queueBytes < 1) {
        problems.add("--queue-bytes " + queueBytes + " is not at least 1");
      }
      checkSettings(chosen);
      refuseBadInput();
      return check(chosen, out);
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  private <P extends Backend> void choose(
      BackendFinder finder,
      KitOf<P> kit,
      List<String> names,
      List<FoundBackend<?>> all,
      List<Chosen<?>> chosen) {
    List<FoundBackend<P>> found = finder.find(kit.kind());
    all.addAll(found);
    for (String name : names) {
      List<FoundBackend<P>> named =
          found.stream().filter(one -> one.name().equals(name)).toList();
      if (named.size() == 1) {
        chosen.add(new Chosen<>(kit, named.get(0)));
        continue;
      }
      String what = named.isEmpty()
          ? "there is no " + kit.kind() + " '" + name + "'"
          : "there is more than one " + kit.kind() + " '" + name + "'";
      problems.add(what + "; found" + (found.isEmpty() ? " none" : ":" + lines(found)) + "\n"
          + (named.isEmpty()
              ? "  Add its jar:  --classpath PATH"
              : "  Leave all but one out of --classpath"));
    }
  }

  private static String lines(List<? extends FoundBackend<?>> found) {
    return found.stream().map(one -> "\n  " + one).collect(Collectors.joining());
  }

  /** Every setting must be one of a backend that is checked, and readable. */
  private void checkSettings(List<Chosen<?>> chosen) {
    Map<String, ConfigKey<?>> keys = new TreeMap<>();
    for (Chosen<?> one : chosen) {
      one.backend().provider().orElseThrow().configKeys().forEach(key -> keys.put(key.name(), key));
    }
    settings.forEach((name, value) -> {
      Optional<ConfigKey<?>> key = Optional.ofNullable(keys.get(name));
      if (key.isEmpty()) {
        problems.add("--set " + name + ": no backend that is checked has this key; they have "
            + (keys.isEmpty() ? "none" : String.join(", ", keys.keySet())));
        return;
      }
      try {
        key.get().parse(value);
      } catch (IllegalArgumentException e) {
        // What is wrong with a secret is told without telling the secret.
        problems.add("--set " + name + ": "
            + (key.get().secret() ? "it is not of the type " + key.get().type() : e.getMessage()));
      }
    });
  }

  private void refuseBadInput() {
    if (!problems.isEmpty()) {
      throw new ParameterException(spec.commandLine(), String.join("\n", problems));
    }
  }

  private int check(List<Chosen<?>> chosen, PrintWriter out) {
    List<String> summaries = new ArrayList<>();
    boolean conform = true;
    boolean lacking = false;
    for (Chosen<?> one : chosen) {
      FoundBackend<?> backend = one.backend();
      RuleReport report = check(one);
      out.println(backend);
      out.println(report);
      boolean lacks = report.conforms() && DiscoveryRules.lackedSettings(report);
      summaries.add("tck: " + backend.kind() + " " + backend.name() + ": "
          + (lacks ? report.counts() + ": " + hint(backend) : report.summary()));
      conform &= report.conforms();
      lacking |= lacks;
    }
    summaries.forEach(out::println);
    out.flush();
    return !conform ? DOES_NOT : lacking ? BAD_INPUT : CONFORMS;
  }

  /** What a discovery lacks that finds nothing. */
  private static String hint(FoundBackend<?> backend) {
    List<String> keys = backend.provider().orElseThrow().configKeys().stream()
        .map(ConfigKey::name)
        .toList();
    return "not checked in full, for want of settings with which it finds something"
        + (keys.isEmpty() ? "" : ": --set KEY=VALUE; its keys are " + String.join(", ", keys));
  }

  private <P extends Backend> RuleReport check(Chosen<P> one) {
    FoundBackend<P> backend = one.backend();
    Progress progress = new Progress(spec.commandLine().getErr());
    String prefix = backend.kind() + "." + backend.name() + ".";
    Map<String, String> own = new TreeMap<>(settings);
    own.keySet().removeIf(key -> !key.startsWith(prefix));
    RuleReport report = one.kit()
        .check()
        .run(
            backend.provider().orElseThrow(),
            own,
            queueBytes,
            rule -> progress.at(
                backend.kind() + " " + backend.name() + ": " + rule.id() + " " + rule.name()));
    progress.end();
    return report;
  }
}
