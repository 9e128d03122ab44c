package io.quorate.sim;

import io.quorate.sim.schedule.Schedule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A JVM with options of its own, started for a few schedules. Schedules go there, and lines come
 * back, through files: what is run may print as it likes.
 *
 * @param name for people
 * @param javaHome whose {@code bin/java} is started
 * @param options of the JVM
 */
record OtherJvm(String name, Path javaHome, List<String> options) {
  private static final String BETWEEN = "# next";
  private static final int SHOWN = 2_000;

  /** A line for each schedule. */
  List<String> fingerprints(String source, List<Schedule> schedules) {
    return start("run", source, schedules);
  }

  /** All events of a schedule, a line for each. */
  List<String> trace(String source, Schedule schedule) {
    return start("trace", source, List.of(schedule));
  }

  private List<String> start(String what, String source, List<Schedule> schedules) {
    try {
      Path folder = Files.createTempDirectory("quorate-determinism");
      Path in = folder.resolve("schedules");
      Path out = folder.resolve("lines");
      Path log = folder.resolve("log");
      try {
        List<String> texts = schedules.stream().map(Schedule::toText).toList();
        Files.writeString(in, String.join(BETWEEN + "\n", texts));
        List<String> command = command();
        command.addAll(List.of(what, source, in.toString(), out.toString()));
        int exit = new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start()
            .waitFor();
        if (exit != 0) {
          throw new IllegalStateException("the JVM '" + name + "' ended with " + exit + ", not 0: "
              + shortened(Files.readString(log)));
        }
        return Files.readAllLines(out);
      } finally {
        for (Path file : List.of(in, out, log, folder)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run the JVM '" + name + "'", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the JVM '" + name + "' ran", e);
    }
  }

  private List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(javaHome.resolve("bin").resolve("java").toString());
    command.addAll(options);
    String modules = System.getProperty("jdk.module.path", "");
    if (!modules.isEmpty()) {
      command.addAll(List.of("-p", modules, "--add-modules", "ALL-MODULE-PATH"));
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    Module module = OtherJvm.class.getModule();
    if (module.isNamed()) {
      command.addAll(List.of("-m", module.getName() + "/" + Child.class.getName()));
    } else {
      command.add(Child.class.getName());
    }
    return command;
  }

  private static String shortened(String text) {
    return text.length() <= SHOWN ? text : text.substring(text.length() - SHOWN);
  }

  /** What runs there. */
  static final class Child {
    private Child() {}

    /**
     * Runs schedules.
     *
     * @param args what to do, the source's class, the file with schedules, the file for lines
     * @throws Exception if it cannot
     */
    public static void main(String[] args) throws Exception {
      SimulationSource source = source(args[1]);
      List<String> lines = new ArrayList<>();
      for (String text : Files.readString(Path.of(args[2])).split(BETWEEN)) {
        Schedule schedule = Schedule.parse(text);
        if (args[0].equals("trace")) {
          source
              .runTraced(schedule)
              .trace()
              .entries()
              .forEach(entry -> lines.add(Fingerprint.of(entry)));
        } else {
          lines.add(Fingerprint.of(source.run(schedule)));
        }
      }
      Files.write(Path.of(args[3]), lines);
    }
  }

  /** Makes a source by its name. */
  static SimulationSource source(String name) {
    try {
      Object made = Class.forName(name).getDeclaredConstructor().newInstance();
      return (SimulationSource) made;
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw new IllegalArgumentException(
          "'" + name + "' cannot be made; a source is a public class that implements "
              + "SimulationSource, with a public constructor without parameters",
          e);
    }
  }
}
