package io.quorate.sim.mutants;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/**
 * Hunts bugs, several at a time, each in a process of its own. Then the same runs over the engine
 * as it is, and nothing may be found.
 */
abstract class Hunt {
  final HuntOptions options;
  private final String classPath;
  private final Path temporary;
  private final PrintStream progress;
  private final List<Finding> findings = new ArrayList<>();
  private final List<String> falseAlarms = new ArrayList<>();
  private final List<String> errors = new ArrayList<>();

  /** What runs in a process of its own. */
  interface Job {
    /**
     * Runs it.
     *
     * @param classes the class path
     * @param folder for the process's output
     */
    void run(String classes, Path folder) throws IOException, InterruptedException;
  }

  Hunt(HuntOptions options, List<Mutant> mutants, PrintStream progress) throws IOException {
    this.options = options;
    this.classPath = EngineClassPath.present();
    this.temporary = Files.createTempDirectory("quorate-mutants");
    this.progress = progress;
    mutants.forEach(mutant -> findings.add(new Finding(mutant)));
  }

  /** Looks for a bug that is planted. */
  abstract Job hunt(Finding finding);

  /** What to run over the engine as it is, once all bugs were hunted. */
  abstract List<Job> soundJobs();

  /** How many bugs were found. */
  abstract long found();

  abstract void print(PrintStream out);

  void run() throws IOException, InterruptedException {
    try {
      inParallel(findings.stream().<Runnable>map(f -> () -> plantAndHunt(f)).toList());
      inParallel(soundJobs().stream().<Runnable>map(job -> () -> runSound(job)).toList());
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

  synchronized void falseAlarm(String what) {
    falseAlarms.add(what);
  }

  synchronized void tell(String line) {
    progress.println(line);
  }

  private void inParallel(List<Runnable> jobs) throws InterruptedException {
    ConcurrentLinkedQueue<Runnable> queue = new ConcurrentLinkedQueue<>(jobs);
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < Math.min(options.workers, jobs.size()); i++) {
      Thread worker = new Thread(
          () -> {
            Runnable job = queue.poll();
            while (job != null && !Thread.currentThread().isInterrupted()) {
              job.run();
              job = queue.poll();
            }
          },
          "hunt-" + i);
      worker.start();
      workers.add(worker);
    }
    try {
      join(workers);
    } catch (InterruptedException e) {
      workers.forEach(Thread::interrupt);
      join(workers);
      throw e;
    }
  }

  private static void join(List<Thread> workers) throws InterruptedException {
    for (Thread worker : workers) {
      worker.join();
    }
  }

  private void plantAndHunt(Finding finding) {
    Mutant mutant = finding.mutant();
    Path folder = temporary.resolve(mutant.id());
    try {
      Files.createDirectories(folder);
      Path classes = Planting.plant(mutant, options.root, folder, classPath);
      hunt(finding).run(EngineClassPath.with(classes, classPath), folder);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | BadPatchException | RuntimeException | Error e) {
      finding.fail(words(e));
      fail(mutant.id() + ": " + words(e));
    }
  }

  private void runSound(Job job) {
    try {
      job.run(classPath, Files.createTempDirectory(temporary, "sound"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException | Error e) {
      fail("the engine as it is: " + words(e));
    }
  }

  private static String words(Throwable e) {
    return e instanceof IOException || e instanceof BadPatchException
        ? e.getMessage()
        : e.toString();
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
