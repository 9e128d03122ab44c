package io.quorate.sim.tck.transport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** What a closed transport may have left in the process. */
public final class Leftovers {
  private Leftovers() {}

  /**
   * The threads of this process.
   *
   * @return those alive
   */
  public static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet();
  }

  /**
   * The threads that have come since. Those of the JDK itself come and go as they like, and do not
   * count.
   *
   * @param before the threads that were there
   * @return those alive
   */
  public static Set<Thread> newThreads(Set<Thread> before) {
    Set<Thread> now = new HashSet<>(threads());
    now.removeAll(before);
    now.removeIf(thread -> !thread.isAlive()
        || thread.getThreadGroup() == null
        || "system".equals(thread.getThreadGroup().getName())
        || "InnocuousThreadGroup".equals(thread.getThreadGroup().getName()));
    return now;
  }

  /**
   * The names of the threads that begin so.
   *
   * @param prefix how
   * @return sorted
   */
  public static List<String> threadsNamed(String prefix) {
    return threads().stream()
        .filter(Thread::isAlive)
        .map(Thread::getName)
        .filter(name -> name.startsWith(prefix))
        .sorted()
        .toList();
  }

  /**
   * How many files and sockets this process has open.
   *
   * @return empty where the operating system does not tell
   */
  public static OptionalLong openFiles() {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return OptionalLong.of(files.count());
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
