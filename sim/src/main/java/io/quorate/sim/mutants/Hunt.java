package io.quorate.sim.mutants;

import io.quorate.sim.world.Checks;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/**
 * Hunts bugs, several at a time, each in a process of its own. Then the same runs over the engine
 * as it is, with every seed that any bug was given, and nothing may be found.
 */
final class Hunt {
  private final HuntOptions options;
  private final String classPath;
  private final Path temporary;
  private final PrintStream progress;
  private final List<Finding> findings = new ArrayList<>();
  private final List<String> falseAlarms = new ArrayList<>();
  private final List<String> errors = new ArrayList<>();

  Hunt(HuntOptions options, List<Mutant> mutants, PrintStream progress) throws IOException {
    this.options = options;
    this.classPath = EngineClassPath.present();
    this.temporary = Files.createTempDirectory("quorate-mutants");
    this.progress = progress;
    mutants.forEach(mutant -> findings.add(new Finding(mutant)));
  }

  void run() throws IOException, InterruptedException {
    try {
      inParallel(findings.stream().<Runnable>map(f -> () -> hunt(f)).toList());
      inParallel(
          options.scripts
              ? List.of(this::runSound)
              : options.checks.stream().flatMap(this::soundSweeps).toList());
    } finally {
      delete(temporary);
    }
  }

  List<Finding> findings() {
    return findings;
  }

  /** What was found in the engine as it is. */
  List<String> falseAlarms() {
    return falseAlarms;
  }

  /** What went wrong with the hunt itself. */
  List<String> errors() {
    return errors;
  }

  private void inParallel(List<Runnable> jobs) throws InterruptedException {
    ConcurrentLinkedQueue<Runnable> queue = new ConcurrentLinkedQueue<>(jobs);
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < Math.min(options.workers, jobs.size()); i++) {
      Thread worker = new Thread(
          () -> {
            for (Runnable job = queue.poll(); job != null; job = queue.poll()) {
              job.run();
            }
          },
          "hunt-" + i);
      worker.start();
      workers.add(worker);
    }
    for (Thread worker : workers) {
      worker.join();
    }
  }

  private void hunt(Finding finding) {
    Mutant mutant = finding.mutant();
    Path folder = temporary.resolve(mutant.id());
    try {
      Files.createDirectories(folder);
      Path classes = Planting.plant(mutant, options.root, folder, classPath);
      String planted = ChildProcess.before(classes, classPath);
      if (options.scripts) {
        finding.killedBy(
            ScriptsProcess.run(ScriptsProcess.files(options.root, mutant.id()), planted, folder));
        return;
      }
      for (Checks checks : options.checks) {
        SweepReport report = SweepProcess.run(
            new SweepTask(
                options.profile,
                options.seed,
                Long.MAX_VALUE,
                options.budget,
                checks,
                options.minimise && checks == Checks.ALL,
                keep(mutant)),
            planted,
            folder);
        finding.report(checks, report);
        tell(mutant.id(), checks, report);
      }
    } catch (IOException | BadPatchException e) {
      finding.fail(String.valueOf(e.getMessage()));
      fail(mutant.id() + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String keep(Mutant mutant) {
    return options.keep == null
        ? ""
        : options.keep.resolve(mutant.id() + ScriptsMain.SCHEDULE).toString();
  }

  /** Every seed that any bug was given, in as many parts as there are workers. */
  private Stream<Runnable> soundSweeps(Checks checks) {
    long seeds = findings.stream()
        .map(finding -> finding.report(checks))
        .mapToLong(report -> report == null ? 0 : report.seeds())
        .max()
        .orElse(0);
    List<Runnable> parts = new ArrayList<>();
    long share = Math.max(1, (seeds + options.workers - 1) / options.workers);
    for (long first = 0; first < seeds; first += share) {
      SweepTask task = new SweepTask(
          options.profile,
          options.seed + first,
          Math.min(share, seeds - first),
          Long.MAX_VALUE / 1_000_000,
          checks,
          false,
          "");
      parts.add(() -> sweepSound(task));
    }
    return parts.stream();
  }

  private void runSound() {
    try {
      Path folder = Files.createTempDirectory(temporary, "sound");
      falseAlarms.addAll(
          ScriptsProcess.run(ScriptsProcess.files(options.root, ""), classPath, folder));
    } catch (IOException e) {
      fail("the engine as it is: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void sweepSound(SweepTask task) {
    try {
      Path folder = Files.createTempDirectory(temporary, "sound");
      SweepReport report = SweepProcess.run(task, classPath, folder);
      tell("the engine as it is", task.checks(), report);
      if (report.found()) {
        synchronized (this) {
          falseAlarms.add("seed " + report.seed() + ": " + report.story());
        }
      }
    } catch (IOException e) {
      fail("the engine as it is: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void tell(String what, Checks checks, SweepReport report) {
    progress.printf(
        Locale.ROOT,
        "%s, %s checks: %s after %d seeds and %.1f CPU seconds%n",
        what,
        checks.name().toLowerCase(Locale.ROOT).replace('_', '-'),
        report.found() ? report.invariant() + " in seed " + report.seed() : "nothing",
        report.seeds(),
        report.cpuMillis() / 1e3);
  }

  private synchronized void fail(String error) {
    progress.println(error);
    errors.add(error);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
