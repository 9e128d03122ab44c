package io.quorate.wal.h2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of its own that runs {@link ChildMain}. */
final class Child implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;

  private Child(Process process) {
    this.process = process;
    this.out = process.inputReader();
  }

  /**
   * Starts a process.
   *
   * @param prefix what runs java, such as strace with its options; may be empty
   * @param arguments of {@link ChildMain}
   */
  static Child start(List<String> prefix, Path directory, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1"));
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), ChildMain.class.getName()));
    command.add(directory.toString());
    command.addAll(List.of(arguments));
    return new Child(new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start());
  }

  /** The next line, which must be there. */
  String line() throws IOException {
    String line = out.readLine();
    assertThat(line).as("the child's next line").isNotNull();
    return line;
  }

  /** The rest of what it says, up to its end. */
  List<String> lines() throws IOException {
    return out.lines().toList();
  }

  int exitCode() throws InterruptedException {
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("the child ends").isTrue();
    return process.exitValue();
  }

  /** As kill -9 does. What it has said by then can still be read. */
  void kill() throws InterruptedException {
    // Through handles, because Process itself would close the streams.
    List<ProcessHandle> descendants = process.descendants().toList();
    descendants.forEach(ProcessHandle::destroyForcibly);
    process.toHandle().destroyForcibly();
    exitCode();
    // What runs below may end after what runs it, and its locks are free only then.
    descendants.forEach(
        descendant -> descendant.onExit().orTimeout(1, TimeUnit.MINUTES).join());
  }

  @Override
  public void close() {
    try {
      kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
