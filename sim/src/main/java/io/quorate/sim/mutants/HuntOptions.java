package io.quorate.sim.mutants;

import io.quorate.sim.schedule.Profile;
import io.quorate.sim.world.Checks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How to hunt, as the command line says. */
final class HuntOptions {
  static final String USAGE = """
      usage: quorate sim mutants [--profile <name>] [--seed <first>] [--budget <CPU seconds>]
                 [--checks all|client-visible|both] [--minimise [--keep <folder>]]
                 [--scripts] [--only <id,...>] [--kind engine|filewal] [--workers <n>]
                 [--need <percent>] [--json <file>] [--root <folder of the repository>]
      """;

  private static final List<String> OF_SWEEPS =
      List.of("--profile", "--seed", "--budget", "--checks", "--minimise", "--keep");

  static final List<String> OF_CLUSTERS = List.of("--profile", "--checks", "--minimise", "--keep");

  final List<Checks> checks = new ArrayList<>(List.of(Checks.ALL));
  List<String> only = List.of();
  Profile profile = Profile.FULL;
  long seed = 1;
  long budget = 60;
  boolean minimise;
  Path keep;
  boolean scripts;
  Optional<Mutant.Kind> kind = Optional.empty();
  int workers = Runtime.getRuntime().availableProcessors();
  int need = 95;
  Path json;
  Path root;

  private final List<String> given;

  private HuntOptions(List<String> given) {
    this.given = given;
  }

  static HuntOptions of(String... args) {
    HuntOptions options = new HuntOptions(List.of(args));
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("--minimise")) {
        options.minimise = true;
      } else if (args[i].equals("--scripts")) {
        options.scripts = true;
      } else if (i + 1 == args.length) {
        throw new IllegalArgumentException("'" + args[i] + "' is unknown, or lacks its value");
      } else {
        options.take(args[i], args[++i]);
      }
    }
    options.check();
    if (options.root == null) {
      options.root = findRoot();
    }
    if (!Files.isDirectory(options.root.resolve(Mutant.FOLDER))) {
      throw new IllegalArgumentException(
          "--root " + options.root + " has no folder " + Mutant.FOLDER);
    }
    return options;
  }

  /** Whether bugs of a kind are hunted: no script is about the log in files. */
  boolean wants(Mutant.Kind one) {
    return kind.map(one::equals).orElse(!scripts || one == Mutant.Kind.ENGINE);
  }

  /** What would be ignored is refused. */
  private void check() {
    if (scripts) {
      refuse(OF_SWEEPS, "with --scripts");
    }
    if (scripts && kind.equals(Optional.of(Mutant.Kind.FILEWAL))) {
      throw new IllegalArgumentException("no script is about the log in files: leave out --kind");
    }
    if (keep != null && !minimise) {
      throw new IllegalArgumentException("--keep keeps what --minimise makes: give that too");
    }
    if (keep != null && !Files.isDirectory(keep)) {
      throw new IllegalArgumentException("--keep " + keep + " is no folder");
    }
  }

  void refuse(List<String> options, String where) {
    options.stream().filter(given::contains).findFirst().ifPresent(option -> {
      throw new IllegalArgumentException(option + " has no meaning " + where);
    });
  }

  private void take(String name, String value) {
    switch (name) {
      case "--profile" -> profile = Profile.ofWord(value);
      case "--seed" -> seed = number(name, value);
      case "--budget" -> budget = positive(name, value);
      case "--checks" -> {
        checks.clear();
        checks.addAll(checks(value));
      }
      case "--keep" -> keep = Path.of(value).toAbsolutePath().normalize();
      case "--only" -> only = ids(name, value);
      case "--kind" -> kind = Optional.of(kind(value));
      case "--workers" -> workers = (int) Math.min(1024, positive(name, value));
      case "--need" -> need = percent(name, value);
      case "--json" -> json = Path.of(value);
      case "--root" -> root = Path.of(value).toAbsolutePath().normalize();
      default -> throw new IllegalArgumentException("'" + name + "' is unknown");
    }
  }

  private static List<Checks> checks(String word) {
    return switch (word) {
      case "all" -> List.of(Checks.ALL);
      case "client-visible" -> List.of(Checks.CLIENT_VISIBLE);
      case "both" -> List.of(Checks.ALL, Checks.CLIENT_VISIBLE);
      default ->
        throw new IllegalArgumentException(
            "--checks '" + word + "' is not one of all, client-visible, both");
    };
  }

  private static Mutant.Kind kind(String word) {
    try {
      return Mutant.Kind.ofWord(word);
    } catch (BadPatchException e) {
      throw new IllegalArgumentException("--kind " + e.getMessage(), e);
    }
  }

  private static long number(String name, String value) {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " '" + value + "' is no number", e);
    }
  }

  private static long positive(String name, String value) {
    long number = number(name, value);
    if (number < 1) {
      throw new IllegalArgumentException(name + " " + number + " is not at least 1");
    }
    return number;
  }

  private static List<String> ids(String name, String value) {
    List<String> ids = List.of(value.split(","));
    if (ids.isEmpty()) {
      throw new IllegalArgumentException(name + " '" + value + "' names nothing");
    }
    return ids;
  }

  private static int percent(String name, String value) {
    long number = number(name, value);
    if (number < 0 || number > 100) {
      throw new IllegalArgumentException(name + " " + number + " is not from 0 to 100");
    }
    return (int) number;
  }

  /** The checkout that this is run in, or else the one that this class was built in. */
  private static Path findRoot() {
    List<Path> starts = new ArrayList<>(List.of(Path.of("").toAbsolutePath()));
    for (String entry :
        System.getProperty("java.class.path", "").split(java.io.File.pathSeparator)) {
      starts.add(Path.of(entry).toAbsolutePath().normalize());
    }
    for (Path start : starts) {
      for (Path folder = start; folder != null; folder = folder.getParent()) {
        if (Files.isDirectory(folder.resolve(Mutant.FOLDER))) {
          return folder;
        }
      }
    }
    throw new IllegalArgumentException(
        "found no folder " + Mutant.FOLDER + " above " + starts.get(0) + ": give --root");
  }
}
