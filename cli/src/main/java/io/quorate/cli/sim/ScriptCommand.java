package io.quorate.cli.sim;

import com.google.gson.JsonObject;
import io.quorate.sim.script.ScriptResult;
import io.quorate.sim.script.Scripts;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code quorate sim script}. */
@Command(
    name = "script",
    description = {
      "Runs hand-written scenarios against the core, step by step.",
      "",
      "A script with a recorded trace beside it must give that trace again."
    },
    exitCodeOnInvalidInput = SimulateCommand.HARNESS_ERROR,
    exitCodeOnExecutionException = SimulateCommand.HARNESS_ERROR,
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ScriptCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Scripts, or folders of scripts.")
  private List<Path> files;

  @Option(names = "--trace", description = "Print what happened, event by event.")
  private boolean trace;

  @Option(names = "--record", description = "Record the traces anew.")
  private boolean record;

  @Option(names = "--json", description = "Print one line of JSON for each script instead.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    List<Path> scripts = scripts();
    int failed = 0;
    for (Path script : scripts) {
      ScriptResult result = Scripts.run(script);
      Optional<String> wrong = wrong(script, result);
      if (json) {
        out.println(toJson(script, result, wrong));
      } else {
        print(script, result, wrong, out);
      }
      failed += wrong.isEmpty() ? 0 : 1;
    }
    if (!json) {
      out.println("script: " + scripts.size() + " run, " + failed + " failed");
    }
    out.flush();
    return failed == 0 ? SimulateCommand.CLEAN : SimulateCommand.VIOLATION;
  }

  private JsonObject toJson(Path script, ScriptResult result, Optional<String> wrong) {
    JsonObject line = new JsonObject();
    line.addProperty("script", script.toString());
    line.addProperty("ok", wrong.isEmpty());
    wrong.ifPresent(message -> line.addProperty("message", message));
    if (trace) {
      line.addProperty("trace", result.trace());
    }
    return line;
  }

  private void print(Path script, ScriptResult result, Optional<String> wrong, PrintWriter out) {
    if (trace) {
      out.println(result.trace());
    }
    out.println((wrong.isEmpty() ? "ok      " : "FAILED  ") + script);
    wrong.ifPresent(out::println);
  }

  private Optional<String> wrong(Path script, ScriptResult result) throws IOException {
    if (!result.ok()) {
      return Optional.of(result.message());
    }
    Path recorded = Scripts.traceOf(script);
    if (record) {
      Files.writeString(recorded, result.trace());
      return Optional.empty();
    }
    return Files.exists(recorded)
        ? result.differenceFrom(Files.readString(recorded))
        : Optional.empty();
  }

  private List<Path> scripts() throws IOException {
    List<Path> scripts = new ArrayList<>();
    for (Path file : files) {
      if (Files.isDirectory(file)) {
        scripts.addAll(in(file));
      } else if (Files.isReadable(file)) {
        scripts.add(file);
      } else {
        throw new ParameterException(
            spec.commandLine(), file + " is no script: there is no such file that can be read");
      }
    }
    return scripts;
  }

  private List<Path> in(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      List<Path> scripts =
          all.filter(path -> path.toString().endsWith(".script")).sorted().toList();
      if (scripts.isEmpty()) {
        throw new ParameterException(
            spec.commandLine(), folder + " has no script: their names end with .script");
      }
      return scripts;
    }
  }
}
