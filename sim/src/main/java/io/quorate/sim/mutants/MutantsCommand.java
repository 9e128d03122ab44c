package io.quorate.sim.mutants;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Hunting planted bugs, for the command line. */
public final class MutantsCommand {
  /** What {@link #run} takes. */
  public static final String USAGE = HuntOptions.USAGE;

  private MutantsCommand() {}

  /**
   * Plants each bug in a copy, sweeps until it is found or its budget is used up, or runs the
   * scripts, and prints a table. Needs a checkout and a JDK.
   *
   * @param args see {@link #USAGE}
   * @param out for the table
   * @param progress for what happens meanwhile
   * @return 0 if enough was found and nothing in the engine as it is, else 1; 3 if the arguments
   *     make no sense, if a patch does not fit or compile, or if a process broke off
   */
  public static int run(String[] args, PrintStream out, PrintStream progress) {
    HuntOptions options;
    List<Mutant> mutants;
    try {
      options = HuntOptions.of(args);
      mutants = chosen(options);
    } catch (IllegalArgumentException e) {
      progress.println("quorate sim mutants: " + e.getMessage());
      progress.print(USAGE);
      return 3;
    } catch (IOException | BadPatchException e) {
      progress.println("quorate sim mutants: " + e.getMessage());
      return 3;
    }
    try {
      Hunt hunt = options.scripts
          ? new ScriptHunt(options, mutants, progress)
          : new SweepHunt(options, mutants, progress);
      hunt.run();
      hunt.print(out);
      if (options.json != null) {
        Files.write(options.json, hunt.findings().stream().map(Finding::toJson).toList());
      }
      return exitCode(hunt, options);
    } catch (IOException e) {
      progress.println("quorate sim mutants: " + e);
      return 3;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      progress.println("quorate sim mutants: interrupted");
      return 3;
    }
  }

  /** All patches must fit, also those that are not hunted now. */
  private static List<Mutant> chosen(HuntOptions options) throws IOException, BadPatchException {
    List<Mutant> chosen = new ArrayList<>();
    Set<String> unknown = new TreeSet<>(options.only);
    for (Mutant mutant : Mutant.all(options.root)) {
      mutant.changed(options.root);
      boolean named = unknown.remove(mutant.id());
      if (options.wants(mutant.kind()) && (named || options.only.isEmpty())) {
        chosen.add(mutant);
      } else if (named) {
        throw new IllegalArgumentException("--only " + mutant.id() + ": its kind, "
            + mutant.kind().word() + ", is not hunted here");
      }
    }
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "--only " + String.join(",", unknown) + ": " + Mutant.FOLDER + " has no such patch");
    }
    if (chosen.isEmpty()) {
      throw new IllegalArgumentException("there is nothing to hunt in " + Mutant.FOLDER
          + options.kind.map(kind -> " of kind " + kind.word()).orElse(""));
    }
    if (chosen.stream().allMatch(mutant -> mutant.kind() == Mutant.Kind.FILEWAL)) {
      options.refuse(HuntOptions.OF_CLUSTERS, "for bugs of kind filewal");
    }
    return chosen;
  }

  private static int exitCode(Hunt hunt, HuntOptions options) {
    if (!hunt.errors().isEmpty()) {
      return 3;
    }
    long planted = hunt.findings().size();
    boolean enough = hunt.found() * 100 >= planted * options.need;
    return enough && hunt.falseAlarms().isEmpty() ? 0 : 1;
  }

  /**
   * Runs without the {@code quorate} program.
   *
   * @param args see {@link #USAGE}
   */
  public static void main(String[] args) {
    System.exit(run(args, System.out, System.err));
  }
}
