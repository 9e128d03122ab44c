package io.quorate.cli.matrix;

import io.quorate.cli.Ranges;
import io.quorate.cli.backends.BackendFinder;
import io.quorate.cli.backends.BackendPath;
import io.quorate.cli.backends.Backends;
import io.quorate.cli.backends.FoundBackend;
import io.quorate.cli.backends.Kind;
import io.quorate.cli.backends.NodeMake;
import io.quorate.cli.crash.CrashTestCommand;
import io.quorate.cli.crash.Workspace;
import io.quorate.cli.demo.DemoCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code quorate matrix}. */
@Command(
    name = "matrix",
    description = {
      "Runs on all backends in all combinations.",
      "",
      "For each combination the class path of the nodes has just these backends, and nobody names one (but the log in memory,"
          + " which always has to be named). Three things are run: the program that README shows, as three processes; quorate"
          + " demo; and quorate crash-test, if the log is durable.",
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:all went well", "1:something did not", "2:bad input"})
public final class MatrixCommand implements Callable<Integer> {
  private static final String OK = "ok";

  @Spec
  private CommandSpec spec;

  @Option(
      names = "--wal",
      paramLabel = "NAME",
      split = ",",
      description = "Only these write-ahead logs (default: all).")
  private List<String> wals = List.of();

  @Option(
      names = "--transport",
      paramLabel = "NAME",
      split = ",",
      description = "Only these transports (default: all).")
  private List<String> transports = List.of();

  @Option(
      names = "--discovery",
      paramLabel = "NAME",
      split = ",",
      description =
          "Only these discoveries (default: static and dns; of others the program does not know where they look).")
  private List<String> discoveries = List.of("static", "dns");

  @Mixin
  private BackendPath backendPath;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "6",
      description = "How long each demo writes, 5 to 600 (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "2",
      description = "Rounds of each crash test (default: ${DEFAULT-VALUE}).")
  private int rounds;

  private boolean failed;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Ranges.check(spec, "--seconds", seconds, 5, 600);
    Ranges.check(spec, "--rounds", rounds, 1, 10_000);
    List<NodeMake> all = combinations();
    out.printf(
        Locale.ROOT, "%-10s %-10s %-10s %s%n", "log", "transport", "discovery", "what was run");
    for (NodeMake make : all) {
      row(out, make, "README program: " + readmeProgram(make));
      row(out, make, run(new DemoCommand(), make, "--seconds", String.valueOf(seconds)));
      if (make.durable()) {
        row(out, make, run(new CrashTestCommand(), make, "--rounds", String.valueOf(rounds)));
      }
    }
    out.println("matrix: " + (failed ? "FAILED" : "ok, " + all.size() + " combinations"));
    out.flush();
    return failed ? ExitCode.SOFTWARE : ExitCode.OK;
  }

  private static void row(PrintWriter out, NodeMake make, String what) {
    out.printf(
        Locale.ROOT,
        "%-10s %-10s %-10s %s%n",
        make.backends().wal(),
        make.backends().transport(),
        make.backends().discovery(),
        what);
    out.flush();
  }

  private List<NodeMake> combinations() throws IOException {
    List<String> problems = new ArrayList<>();
    List<NodeMake> all = new ArrayList<>();
    try (BackendFinder finder = BackendFinder.of(backendPath.paths(), problems)) {
      if (!problems.isEmpty()) {
        throw new IllegalArgumentException(String.join("\n", problems));
      }
      for (String wal : chosen(finder, Kind.WAL, wals)) {
        for (String transport : chosen(finder, Kind.TRANSPORT, transports)) {
          for (String discovery : discoveries) {
            all.add(NodeMake.of(new Backends(wal, transport, discovery), finder, Map.of()));
          }
        }
      }
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
    return all;
  }

  private static List<String> chosen(BackendFinder finder, Kind<?> kind, List<String> wanted) {
    return wanted.isEmpty()
        ? finder.find(kind).stream()
            .filter(found -> found.provider().isPresent())
            .map(FoundBackend::name)
            .toList()
        : wanted;
  }

  private String readmeProgram(NodeMake make) throws IOException, InterruptedException {
    try (Workspace workspace = new Workspace("quorate-readme-program-");
        ReadmeRun run = new ReadmeRun(make.shortLived(), workspace.directory())) {
      try {
        run.run();
        return OK;
      } catch (IOException e) {
        workspace.keep();
        failed = true;
        return "FAILED, " + e.getMessage();
      }
    }
  }

  /** Runs a command of the program; returns the last line that it prints. */
  private String run(Object command, NodeMake make, String... options) {
    List<String> words = new ArrayList<>(List.of(
        "--wal",
        make.backends().wal(),
        "--transport",
        make.backends().transport(),
        "--discovery",
        make.backends().discovery()));
    backendPath.paths().forEach(path -> words.addAll(List.of("--classpath", path)));
    words.addAll(List.of(options));
    StringWriter text = new StringWriter();
    int code = new CommandLine(command)
        .setOut(new PrintWriter(text, true))
        .setErr(new PrintWriter(text, true))
        .execute(words.toArray(String[]::new));
    if (code != ExitCode.OK) {
      failed = true;
      return text.toString();
    }
    List<String> lines = text.toString().lines().toList();
    return lines.get(lines.size() - 1);
  }
}
