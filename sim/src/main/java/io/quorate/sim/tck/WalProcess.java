package io.quorate.sim.tck;

import static io.quorate.sim.tck.Expect.isTrue;

import io.quorate.spi.WalProvider;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A process of its own that runs {@link WalChild}, with all classes that this one has. */
final class WalProcess implements AutoCloseable {
  /** Nothing that it does takes this long; then it hangs, and is killed. */
  private static final long LIMIT_SECONDS = 120;

  private static final int ERROR_CHARACTERS = 2_000;

  private final Process process;
  private final BufferedReader out;
  private final Path errors;

  private WalProcess(Process process, Path errors) {
    this.process = process;
    this.out = process.inputReader();
    this.errors = errors;
    // No pool: its threads would outlive the process, and another rule would take them for leaks.
    Thread watchdog = new Thread(this::endIfHung, "tck-child-limit");
    watchdog.setDaemon(true);
    watchdog.start();
  }

  /**
   * Starts a process that opens the fixture's log.
   *
   * @param fixture whose provider and directory
   * @param batches how many batches it is to append
   * @return the process; whether it could open the log is what it says first
   * @throws UntestedException if no other process can have these logs
   */
  static WalProcess start(WalFixture fixture, long batches) throws IOException {
    WalProvider provider = fixture.provider();
    if (provider.durability().equals(WalProviderRules.NOT_DURABLE)) {
      throw new UntestedException("the log says that it is " + WalProviderRules.NOT_DURABLE
          + ": it lives in one process only");
    }
    if (!BackendRules.canBeMadeAnew(provider)) {
      throw new UntestedException(provider.getClass().getName()
          + " is no public class with a public constructor that takes nothing, so that no other"
          + " process can make one");
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", classPath(provider), WalChild.class.getName()));
    command.addAll(List.of(provider.getClass().getName(), fixture.logDirectory().toString()));
    command.add(Long.toString(batches));
    fixture.settings().forEach((key, value) -> command.add(key + "=" + value));
    Path errors = Files.createTempFile(fixture.directory(), "child-", ".err");
    WalProcess started = new WalProcess(
        new ProcessBuilder(command).redirectError(errors.toFile()).start(), errors);
    if (!started.next().equals(Optional.of(WalChild.READY))) {
      started.close();
      throw new UntestedException(
          "a child process cannot load " + provider.getClass().getName()
              + " from the class path of this one: " + started.errors());
    }
    return started;
  }

  /** What this process was started with, and what loaders know that were made since. */
  private static String classPath(WalProvider provider) {
    List<String> path = new ArrayList<>();
    for (String property : List.of("java.class.path", "jdk.module.path")) {
      String value = System.getProperty(property, "");
      if (!value.isEmpty()) {
        path.add(value);
      }
    }
    for (ClassLoader loader = provider.getClass().getClassLoader();
        loader != null;
        loader = loader.getParent()) {
      if (loader instanceof URLClassLoader urls) {
        for (URL url : urls.getURLs()) {
          path(url).ifPresent(path::add);
        }
      }
    }
    return String.join(File.pathSeparator, path);
  }

  private static Optional<String> path(URL url) {
    try {
      return url.getProtocol().equals("file")
          ? Optional.of(Path.of(url.toURI()).toString())
          : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private void endIfHung() {
    try {
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.toHandle().destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What it says next; empty at its end. */
  private Optional<String> next() throws IOException {
    String line = out.readLine();
    while (line != null && !line.startsWith(WalChild.MARK)) {
      line = out.readLine();
    }
    return Optional.ofNullable(line).map(text -> text.substring(WalChild.MARK.length()));
  }

  /** What it says next, which must be there. */
  String say() throws IOException {
    return next()
        .orElseThrow(() -> new AssertionError(
            "the process that uses the log ended, and should not have: " + errors()));
  }

  /** The number of the last batch that it found; it must have opened the log. */
  long opened() throws IOException {
    String said = say();
    isTrue(
        said.startsWith(WalChild.OPENED),
        "a process that opens a log that nobody has open says '" + said + "'");
    return Long.parseLong(said.substring(WalChild.OPENED.length()));
  }

  /**
   * Kills it, as {@code kill -9} does.
   *
   * @return the number of the last batch that it had acknowledged and nobody had read yet; empty if
   *     there is none
   */
  Optional<Long> kill() throws IOException, InterruptedException {
    // Through its handle, because the process itself would close the stream.
    process.toHandle().destroyForcibly();
    Optional<Long> last = Optional.empty();
    for (Optional<String> line = next(); line.isPresent(); line = next()) {
      last = Optional.of(Long.parseLong(line.get()));
    }
    awaitEnd();
    return last;
  }

  private void awaitEnd() throws InterruptedException {
    try {
      process.onExit().get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("a process that was killed does not end", e);
    }
  }

  private String errors() {
    try {
      String text = Files.readString(errors).strip();
      return text.substring(0, Math.min(text.length(), ERROR_CHARACTERS));
    } catch (IOException e) {
      return "what it printed cannot be read: " + e;
    }
  }

  @Override
  public void close() {
    process.toHandle().destroyForcibly();
    try {
      awaitEnd();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
