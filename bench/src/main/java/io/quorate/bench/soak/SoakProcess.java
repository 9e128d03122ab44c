package io.quorate.bench.soak;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** A {@link SoakNode} as seen from the scenario that runs it. */
final class SoakProcess {
  /** What it printed at one moment, by the scenario's clock in milliseconds. */
  record Sample(long at, Map<String, Long> values) {}

  private final int id;
  private final Process process;
  private final Writer commands;
  private final List<Sample> samples;
  private final CompletableFuture<String> ready = new CompletableFuture<>();
  private final ConcurrentLinkedQueue<Consumer<String>> watches = new ConcurrentLinkedQueue<>();

  private SoakProcess(int id, Process process, List<Sample> samples, long origin) {
    this.id = id;
    this.process = process;
    this.commands = new OutputStreamWriter(process.getOutputStream(), UTF_8);
    this.samples = samples;
    Thread reader = new Thread(() -> read(origin), "soak-read-" + id);
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts node {@code id}; samples are added to those of its earlier processes. */
  static SoakProcess start(
      int id,
      Path directory,
      String heap,
      List<String> arguments,
      List<Sample> samples,
      long origin)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx" + heap,
        "-XX:+UseSerialGC",
        "-cp",
        absoluteClassPath(),
        SoakNode.class.getName(),
        String.valueOf(id)));
    command.addAll(arguments);
    Process process = new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.appendTo(
            directory.resolve("node-" + id + ".log").toFile()))
        .start();
    return new SoakProcess(id, process, samples, origin);
  }

  private static String absoluteClassPath() {
    List<String> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      entries.add(Path.of(entry).toAbsolutePath().toString());
    }
    return String.join(File.pathSeparator, entries);
  }

  static List<Sample> samples() {
    return Collections.synchronizedList(new ArrayList<>());
  }

  /** Completes with what the node says when it has joined. */
  CompletableFuture<String> ready() {
    return ready;
  }

  /** Completes with the next line that begins so. */
  CompletableFuture<String> next(String beginning) {
    CompletableFuture<String> found = new CompletableFuture<>();
    watches.add(line -> {
      if (line.startsWith(beginning)) {
        found.complete(line);
      }
    });
    return found;
  }

  void say(String command) throws IOException {
    commands.write(command + "\n");
    commands.flush();
  }

  long pid() {
    return process.pid();
  }

  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  private void read(long origin) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        take(line, (System.nanoTime() - origin) / 1_000_000);
      }
    } catch (IOException e) {
      ready.completeExceptionally(e);
    }
    ready.completeExceptionally(new IOException("node " + id + " has ended"));
  }

  private void take(String line, long now) {
    if (line.startsWith("ready")) {
      ready.complete(line);
    }
    if (line.startsWith("sample ")) {
      Map<String, Long> values = new LinkedHashMap<>();
      for (String word : line.substring("sample ".length()).split(" ")) {
        String[] pair = word.split("=");
        values.put(pair[0], Long.parseLong(pair[1]));
      }
      samples.add(new Sample(now, values));
    }
    for (Consumer<String> watch : watches) {
      watch.accept(line);
    }
  }
}
