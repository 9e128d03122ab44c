package io.quorate.sim;

import io.quorate.sim.DeterminismReport.Difference;
import io.quorate.sim.schedule.Schedule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Checks that a run is a pure function of its schedule: each schedule is run twice in this JVM, the
 * second time after all the others, and then in fresh JVMs that differ in whatever must not matter:
 * identity hash codes, the garbage collector, locale, time zone, encoding, the interpreter, and the
 * JDK if another one is given. Digest, number of events, violation and counters must be equal.
 * Where they are not, both sides run again with a full trace, and the report shows the first event
 * that differs.
 *
 * <p>Immutable. Each method that changes a setting returns another check.
 */
public final class DeterminismCheck {
  private static final int CONTEXT = 8;
  private static final int TRACED = 3;
  private static final int ATTEMPTS = 3;

  private final Class<? extends SimulationSource> source;
  private final boolean elsewhere;
  private final int interpreted;
  private final List<Path> javaHomes;

  private DeterminismCheck(
      Class<? extends SimulationSource> source,
      boolean elsewhere,
      int interpreted,
      List<Path> javaHomes) {
    this.source = source;
    this.elsewhere = elsewhere;
    this.interpreted = interpreted;
    this.javaHomes = List.copyOf(javaHomes);
  }

  /**
   * Checks the engine.
   *
   * @return a check in this JVM and in others of the same JDK
   */
  public static DeterminismCheck ofEngine() {
    return of(SimulationSource.OfEngine.class);
  }

  /**
   * Checks a simulation of one's own.
   *
   * @param source made anew in each JVM; a public class with a public constructor without
   *     parameters
   * @return a check in this JVM and in others of the same JDK
   */
  public static DeterminismCheck of(Class<? extends SimulationSource> source) {
    return new DeterminismCheck(source, true, 0, List.of());
  }

  /**
   * Starts no other JVM.
   *
   * @return a check in this JVM alone
   */
  public DeterminismCheck hereAlone() {
    return new DeterminismCheck(source, false, interpreted, javaHomes);
  }

  /**
   * Also runs the first schedules without compilation, which takes some thirty times as long.
   *
   * @param schedules how many; 0 for none
   * @return a check that does so
   */
  public DeterminismCheck withInterpreted(int schedules) {
    return new DeterminismCheck(source, elsewhere, schedules, javaHomes);
  }

  /**
   * Also runs on another JDK.
   *
   * @param javaHome where its {@code bin/java} is
   * @return a check that does so
   */
  public DeterminismCheck withJdk(Path javaHome) {
    List<Path> homes = new ArrayList<>(javaHomes);
    homes.add(javaHome);
    return new DeterminismCheck(source, elsewhere, interpreted, homes);
  }

  /**
   * Runs the schedules everywhere.
   *
   * @param schedules at least one
   * @return what differs
   * @throws IllegalStateException if another JVM cannot run them; the message quotes what it said
   */
  public DeterminismReport check(List<Schedule> schedules) {
    SimulationSource here = OtherJvm.source(source.getName());
    List<String> first = new ArrayList<>();
    schedules.forEach(schedule -> first.add(Fingerprint.of(here.run(schedule))));
    List<String> sides = new ArrayList<>();
    List<Difference> differences = new ArrayList<>();

    String again = "once more in the same JVM, after others";
    sides.add(again);
    for (int i = schedules.size() - 1; i >= 0; i--) {
      Schedule schedule = schedules.get(i);
      String second = Fingerprint.of(here.run(schedule));
      if (!second.equals(first.get(i))) {
        boolean traced = differences.size() < TRACED;
        String events = traced ? compare(here, schedule, () -> trace(here, schedule)) : untraced();
        differences.add(new Difference(schedule, again, first.get(i), second, events));
      }
    }
    for (OtherJvm jvm : jvms()) {
      int count = jvm.options().contains("-Xint")
          ? Math.min(interpreted, schedules.size())
          : schedules.size();
      sides.add(jvm.name());
      compareWith(jvm, here, schedules.subList(0, count), first, differences);
    }
    return new DeterminismReport(schedules.size(), sides, differences);
  }

  private void compareWith(
      OtherJvm jvm,
      SimulationSource here,
      List<Schedule> schedules,
      List<String> first,
      List<Difference> differences) {
    List<String> there = jvm.fingerprints(source.getName(), schedules);
    int traced = 0;
    for (int i = 0; i < schedules.size(); i++) {
      Schedule schedule = schedules.get(i);
      if (!there.get(i).equals(first.get(i))) {
        String events = traced++ < TRACED
            ? compare(here, schedule, () -> jvm.trace(source.getName(), schedule))
            : untraced();
        differences.add(new Difference(schedule, jvm.name(), first.get(i), there.get(i), events));
      }
    }
  }

  private List<OtherJvm> jvms() {
    List<OtherJvm> jvms = new ArrayList<>();
    if (!elsewhere) {
      return jvms;
    }
    Path home = Path.of(System.getProperty("java.home"));
    List<String> turkish = options(
        "-XX:hashCode=2",
        "-XX:+UseSerialGC",
        "-Duser.language=tr",
        "-Duser.country=TR",
        "-Duser.timezone=Asia/Kathmandu");
    List<String> arabic = options(
        "-XX:hashCode=1",
        "-XX:+UseParallelGC",
        "-Duser.language=ar",
        "-Duser.country=EG",
        "-Duser.timezone=Pacific/Apia",
        "-Dfile.encoding=ISO-8859-1");
    jvms.add(new OtherJvm(
        "in a JVM with equal identity hash codes, the serial collector, in Turkish",
        home,
        turkish));
    jvms.add(new OtherJvm(
        "in a JVM with hash codes from addresses, the parallel collector, in Arabic",
        home,
        arabic));
    if (interpreted > 0) {
      jvms.add(new OtherJvm("in a JVM that only interprets", home, options("-Xint")));
    }
    for (Path other : javaHomes) {
      jvms.add(new OtherJvm("on the JDK in " + other, other, turkish));
    }
    return jvms;
  }

  private static List<String> options(String... options) {
    List<String> all = new ArrayList<>(List.of("-XX:+UnlockExperimentalVMOptions"));
    all.addAll(List.of(options));
    return all;
  }

  private static List<String> trace(SimulationSource source, Schedule schedule) {
    return source.runTraced(schedule).trace().entries().stream()
        .map(Fingerprint::of)
        .toList();
  }

  private static String untraced() {
    return "  its events were not compared: " + TRACED + " others come first";
  }

  /** Tries a few times: what hangs on chance or on time need not differ in every run. */
  private static String compare(
      SimulationSource here, Schedule schedule, Supplier<List<String>> there) {
    String compared = "";
    for (int i = 0; i < ATTEMPTS; i++) {
      List<String> first = trace(here, schedule);
      List<String> other = there.get();
      compared = compare(first, other);
      if (!first.equals(other)) {
        break;
      }
    }
    return compared;
  }

  /** The first event that differs, with what went before it. */
  private static String compare(List<String> first, List<String> there) {
    int at = 0;
    while (at < first.size() && at < there.size() && first.get(at).equals(there.get(at))) {
      at++;
    }
    if (at == first.size() && at == there.size()) {
      return "  the traces of " + ATTEMPTS
          + " more runs each are equal, event by event: what differs"
          + " is no event, or differs only sometimes";
    }
    StringBuilder text = new StringBuilder("  the first event that differs:\n");
    for (int i = Math.max(0, at - CONTEXT); i < at; i++) {
      text.append("    both   ").append(first.get(i)).append('\n');
    }
    text.append("    first  ")
        .append(at < first.size() ? first.get(at) : "(the end)")
        .append('\n');
    text.append("    there  ").append(at < there.size() ? there.get(at) : "(the end)");
    return text.toString();
  }
}
