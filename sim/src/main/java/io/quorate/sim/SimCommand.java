package io.quorate.sim;

import io.quorate.sim.schedule.Profile;
import io.quorate.sim.schedule.Schedule;
import io.quorate.sim.world.Mark;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The simulator for the command line. */
public final class SimCommand {
  /** What {@link #run} takes. */
  public static final String USAGE = """
      usage: quorate sim run [--seeds <n>] [--seed <first>] [--profile <name>] [--threads <n>]
             quorate sim run --schedule <file>
      """;

  private static final long PROGRESS_EVERY = 1_000;
  private static final int SHOWN = 3;

  private final PrintStream out;
  private long seeds = 1;
  private long seed = 1;
  private Profile profile = Profile.FULL;
  private int threads = Math.min(2, Runtime.getRuntime().availableProcessors());
  private String file;
  private long done;

  private SimCommand(PrintStream out) {
    this.out = out;
  }

  /**
   * Runs seeds, or a schedule from a file, and prints what came of it.
   *
   * @param args see {@link #USAGE}
   * @param out where to print
   * @return 0 if all is well; 1 after a violation, or if a sweep of many seeds never met something
   *     that it should; 2 if the arguments make no sense
   */
  public static int run(String[] args, PrintStream out) {
    SimCommand command = new SimCommand(out);
    try {
      command.read(args);
      return command.file == null ? command.sweep() : command.replay();
    } catch (IllegalArgumentException | IOException e) {
      out.println("quorate sim run: " + e.getMessage());
      out.print(USAGE);
      return 2;
    }
  }

  private void read(String[] args) {
    for (int i = 0; i < args.length; i += 2) {
      if (i + 1 == args.length) {
        throw new IllegalArgumentException("'" + args[i] + "' lacks its value");
      }
      String value = args[i + 1];
      switch (args[i]) {
        case "--seeds" -> seeds = number(args[i], value);
        case "--seed" -> seed = number(args[i], value);
        case "--threads" -> threads = (int) Math.max(1, number(args[i], value));
        case "--profile" -> profile = Profile.ofWord(value);
        case "--schedule" -> file = value;
        default -> throw new IllegalArgumentException("'" + args[i] + "' is unknown");
      }
    }
  }

  private static long number(String name, String value) {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " '" + value + "' is no number", e);
    }
  }

  private int replay() throws IOException {
    Schedule schedule = Schedule.parse(Files.readString(Path.of(file)));
    SimulationResult result = Simulation.ofEngine().run(schedule);
    result
        .violation()
        .ifPresent(v -> out.println(result.page(v, "./quorate sim run --schedule " + file)));
    out.printf(
        Locale.ROOT,
        "sim: 1 schedule, %d violations, digest %016x%n",
        result.violation().isPresent() ? 1 : 0,
        result.digest());
    return result.violation().isPresent() ? 1 : 0;
  }

  private int sweep() {
    Sweep sweep = Sweep.run(seed, seeds, profile, threads, result -> {
      if (++done % PROGRESS_EVERY == 0) {
        out.println(done + " of " + seeds + " seeds");
      }
    });
    List<SimulationResult> violations = sweep.violations();
    for (SimulationResult result : violations.subList(0, Math.min(SHOWN, violations.size()))) {
      String again =
          "./quorate sim run --seed " + result.schedule().seed() + " --profile " + profile.word();
      result.violation().ifPresent(v -> out.println(result.page(v, again)));
    }
    for (SimulationResult result : violations) {
      result.violation().ifPresent(v -> out.println("seed " + result.schedule().seed() + ": " + v));
    }
    marks(sweep);
    boolean vacuous = isVacuous(sweep);
    out.printf(
        Locale.ROOT,
        "sim: %d seeds, %d violations, %.1f simulated hours, %.1f simulated hours per CPU-minute%n",
        sweep.seeds(),
        violations.size(),
        sweep.simulatedHours(),
        sweep.hoursPerCpuMinute());
    return violations.isEmpty() && !vacuous ? 0 : 1;
  }

  private void marks(Sweep sweep) {
    for (Mark mark : Mark.values()) {
      out.printf(Locale.ROOT, "  %-40s %,15d%n", mark.title(), sweep.counters().get(mark));
    }
    out.printf(
        Locale.ROOT,
        "  per run, at the median: %d acknowledged writes, %d leader changes; digest %016x%n",
        sweep.medianAcknowledged(),
        sweep.medianLeaderChanges(),
        sweep.digest());
  }

  /** A few seeds cannot meet everything; many that do not have a gap. */
  private boolean isVacuous(Sweep sweep) {
    if (sweep.seeds() < PROGRESS_EVERY || profile != Profile.FULL) {
      return false;
    }
    for (Mark mark : sweep.missing()) {
      out.println("  never met: " + mark.title());
    }
    return !sweep.missing().isEmpty();
  }
}
