package io.quorate.cli.crash;

import io.quorate.Leader;
import io.quorate.cli.backends.NodeMake;
import io.quorate.cli.control.ControlClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A {@code quorate node} in a process of its own, from its start to its end. */
public final class NodeProcess {
  private static final int MESSAGE_LINES = 12;

  private final int id;
  private final Path directory;
  private final Process process;
  private final ControlClient client;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final List<String> problems = new ArrayList<>();

  private NodeProcess(int id, Path directory, Process process) {
    this.id = id;
    this.directory = directory;
    this.process = process;
    this.client = new ControlClient(
        "node-" + id,
        process.getInputStream(),
        process.getOutputStream(),
        new ControlClient.Events() {
          @Override
          public void ready() {
            ready.complete(null);
          }

          @Override
          public void failed(List<String> sentences) {
            synchronized (problems) {
              problems.addAll(sentences);
            }
          }

          @Override
          public void leader(int partition, Optional<Leader> leader) {
            // Whoever wants to know learns it from answers.
          }
        });
    process
        .onExit()
        .thenRun(() -> ready.completeExceptionally(
            new IOException("node-" + id + " ended before it was ready")));
  }

  /**
   * Starts a node.
   *
   * @param id its id
   * @param directory where its log of messages, its data and its temporary files are
   * @param prefix words before the command, for example of a tracer; may be empty
   * @param make its class path, and the options of its JVM
   * @param options options of {@code quorate node}
   * @return the node, perhaps not ready yet
   * @throws IOException if no process can be started
   */
  static NodeProcess start(
      int id, Path directory, List<String> prefix, NodeMake make, List<String> options)
      throws IOException {
    // A killed process leaves its unpacked native libraries behind, 17 MB each time; here they go
    // with the directory.
    Path temporary = directory.resolve("tmp");
    deleteTree(temporary);
    Files.createDirectories(temporary);
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-Djava.io.tmpdir=" + temporary);
    // Three nodes share one machine, and with it the cores that parallel collectors would ask for.
    command.add("-XX:+UseSerialGC");
    command.addAll(make.javaOptions());
    command.add("-cp");
    command.add(make.classPath().toString());
    command.add("io.quorate.cli.Main");
    command.add("node");
    command.addAll(List.of("--id", String.valueOf(id), "--control", "stdio"));
    command.addAll(options);
    ProcessBuilder builder = new ProcessBuilder(command)
        .directory(directory.toFile())
        .redirectError(ProcessBuilder.Redirect.appendTo(log(directory).toFile()));
    // A variable or a file that configures somebody's own node must not reach these.
    builder.environment().keySet().removeIf(name -> name.startsWith("QUORATE_"));
    return new NodeProcess(id, directory, builder.start());
  }

  private static Path log(Path directory) {
    return directory.resolve("log.txt");
  }

  /**
   * The node's id.
   *
   * @return from 1
   */
  public int id() {
    return id;
  }

  /**
   * The way to drive it.
   *
   * @return the client
   */
  public ControlClient client() {
    return client;
  }

  /**
   * Its process id.
   *
   * @return as the operating system knows it
   */
  public long pid() {
    return process.pid();
  }

  /**
   * Waits until the node has joined.
   *
   * @param timeout how long at most
   * @throws IOException if it ended, or was not ready in time; the message has the end of its log
   * @throws InterruptedException if the thread was interrupted
   */
  public void awaitReady(Duration timeout) throws IOException, InterruptedException {
    try {
      ready.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage() + complaint(), e);
    } catch (TimeoutException e) {
      throw new IOException(
          "node-" + id + " was not ready within " + timeout.toSeconds() + " s" + complaint(), e);
    }
  }

  /** Whether it ended because somebody else listens on its port. */
  boolean portTaken() {
    return !process.isAlive() && complaint().contains("in use");
  }

  private String complaint() {
    synchronized (problems) {
      if (!problems.isEmpty()) {
        return ": " + String.join("; ", problems);
      }
    }
    try {
      List<String> lines = Files.readAllLines(log(directory), StandardCharsets.UTF_8);
      return "; its log " + log(directory) + " ends with:\n  "
          + String.join(
              "\n  ", lines.subList(Math.max(0, lines.size() - MESSAGE_LINES), lines.size()));
    } catch (IOException e) {
      return "";
    }
  }

  /** Kills it, as {@code kill -9} does. */
  void kill() {
    // A tracer's end would set the node free.
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** Waits until a killed process is gone. */
  void awaitEnd() {
    process.onExit().join();
  }

  /**
   * Lets it leave in good order.
   *
   * @param timeout how long to wait at most
   * @return its exit code
   * @throws IOException if it did not end in time
   * @throws InterruptedException if the thread was interrupted
   */
  public int leave(Duration timeout) throws IOException, InterruptedException {
    client.leave();
    if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IOException(
          "node-" + id + " did not leave within " + timeout.toSeconds() + " s" + complaint());
    }
    return process.exitValue();
  }

  static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
