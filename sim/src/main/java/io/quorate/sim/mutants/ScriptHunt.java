package io.quorate.sim.mutants;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Runs all that was written by hand, or kept: the scripts, the schedules that once failed, and one
 * that is known to show the bug. A bug is found if one of them fails that does not fail in the
 * engine as it is.
 */
final class ScriptHunt extends Hunt {
  private static final String SCRIPTS = "sim/scripts";
  private static final String REGRESSIONS = "sim/src/test/resources/regressions";

  /** All take a few seconds. */
  private static final long SECONDS = 1_200;

  ScriptHunt(HuntOptions options, List<Mutant> mutants, PrintStream progress) throws IOException {
    super(options, mutants, progress);
  }

  /** The name of the schedule that is known to show a bug, if there is one. */
  static String scheduleOf(Mutant mutant) {
    return mutant.id() + ScriptsMain.SCHEDULE;
  }

  @Override
  Job hunt(Finding finding) {
    return (classes, folder) -> {
      finding.killedBy(run(files(scheduleOf(finding.mutant())), classes, folder));
      tell(finding.mutant().id() + ": " + scripts(finding.killedBy()));
    };
  }

  @Override
  List<Job> soundJobs() {
    return List.of((classes, folder) ->
        run(files(ScriptsMain.SCHEDULE), classes, folder).forEach(this::falseAlarm));
  }

  private List<Path> files(String ofMutants) throws IOException {
    List<Path> files = new ArrayList<>();
    files.addAll(in(SCRIPTS, ScriptsMain.SCRIPT));
    files.addAll(in(REGRESSIONS, ScriptsMain.SCHEDULE));
    files.addAll(in(Mutant.FOLDER, ofMutants));
    return files;
  }

  private List<Path> in(String folder, String suffix) throws IOException {
    try (Stream<Path> all = Files.list(options.root.resolve(folder))) {
      return all.filter(f -> String.valueOf(f.getFileName()).endsWith(suffix))
          .sorted()
          .toList();
    }
  }

  private static List<String> run(List<Path> files, String classes, Path folder)
      throws IOException, InterruptedException {
    List<String> arguments =
        files.stream().map(f -> f.toAbsolutePath().toString()).toList();
    String line = ChildProcess.run(ScriptsMain.class, arguments, classes, folder, false, SECONDS);
    return line.isBlank() ? List.of() : List.of(line.split(" "));
  }

  /** What fails anyway kills nothing. */
  @Override
  void run() throws IOException, InterruptedException {
    super.run();
    for (Finding finding : findings()) {
      List<String> killers = new ArrayList<>(finding.killedBy());
      killers.removeAll(falseAlarms());
      finding.killedBy(killers);
    }
  }

  @Override
  long found() {
    return findings().stream().filter(finding -> !finding.killedBy().isEmpty()).count();
  }

  @Override
  void print(PrintStream out) {
    for (Finding finding : findings()) {
      out.printf(
          Locale.ROOT,
          "%-5s %-50s %s%n",
          finding.mutant().id(),
          finding.error().isEmpty() ? scripts(finding.killedBy()) : "error",
          finding.mutant().title());
    }
    falseAlarms().forEach(name -> out.println("fails in the engine as it is: " + name));
    errors().forEach(error -> out.println("error: " + error));
    out.printf(
        Locale.ROOT,
        "mutants: %d/%d killed by scripts, %d false alarms%n",
        found(),
        findings().size(),
        falseAlarms().size());
  }

  private static String scripts(List<String> names) {
    return names.isEmpty()
        ? "NONE"
        : names.get(0) + (names.size() == 1 ? "" : " and " + (names.size() - 1) + " more");
  }
}
