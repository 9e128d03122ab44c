package io.quorate.sim.tck.transport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
