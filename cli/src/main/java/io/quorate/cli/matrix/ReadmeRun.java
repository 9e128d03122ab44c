package io.quorate.cli.matrix;

import io.quorate.bench.LoopbackPorts;
import io.quorate.cli.backends.NodeMake;
import io.quorate.cli.crash.LoopbackNames;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Three members that run the program of README, each in a process of its own, on a class path that
 * decides on the backends.
 */
final class ReadmeRun implements AutoCloseable {
  private static final int MEMBERS = 3;
  private static final long PATIENCE_SECONDS = 90;
  private static final String GREETING = "Greeting Hello from Quorate";

  private final NodeMake make;
  private final Path directory;
  private final List<Process> members = new ArrayList<>();
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  ReadmeRun(NodeMake make, Path directory) {
    this.make = make;
    this.directory = directory;
  }

  /**
   * Runs it: each member has to print the greeting, one of them that it is committed, and all have
   * to leave in good order.
   *
   * @throws IOException if that does not happen; says what did
   */
  void run() throws IOException, InterruptedException {
    List<Integer> ports = LoopbackPorts.free(MEMBERS);
    try (LoopbackNames names = new LoopbackNames(make.backends().discovery())) {
      names.nodes(ports);
      for (int id = 1; id <= MEMBERS; id++) {
        members.add(start(id, ports, names));
      }
      awaitGreetings();
      for (Process member : members) {
        member.getOutputStream().close();
      }
      awaitEnds();
    }
    for (int id = 1; id <= MEMBERS; id++) {
      checkBackends(id);
    }
  }

  private Process start(int id, List<Integer> ports, LoopbackNames names) throws IOException {
    Path own = Files.createDirectories(directory.resolve("member-" + id));
    Path temporary = Files.createDirectories(own.resolve("tmp"));
    String program = ReadmeProgram.compile(id, ports, own, make.classPath().toString());
    List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "-Djava.io.tmpdir=" + temporary,
        "-XX:+UseSerialGC"));
    command.addAll(make.javaOptions());
    make.classPath().names().forEach((key, name) -> command.add("-Dquorate." + key + "=" + name));
    names.settings().forEach((key, value) -> command.add("-Dquorate." + key + "=" + value));
    make.settings().forEach((key, value) -> command.add("-Dquorate." + key + "=" + value));
    command.add("-cp");
    command.add(own + File.pathSeparator + make.classPath());
    command.add(program);
    ProcessBuilder builder = new ProcessBuilder(command)
        .directory(own.toFile())
        .redirectError(log(id).toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("QUORATE_"));
    Process process = builder.start();
    Thread reader = new Thread(() -> read(process), "quorate-readme-" + id);
    reader.setDaemon(true);
    reader.start();
    return process;
  }

  private Path log(int id) {
    return directory.resolve("member-" + id).resolve("log.txt");
  }

  private void read(Process process) {
    try (BufferedReader reader = new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      lines.add("cannot be read: " + e.getMessage());
    }
  }

  private void awaitGreetings() throws IOException, InterruptedException {
    List<String> said = new ArrayList<>();
    while (count(said, GREETING) < MEMBERS
        || count(said, "Committed log #") < 1
        || count(said, ReadmeProgram.WAITS) < MEMBERS) {
      said.add(nextLine(said));
    }
    if (said.size() != 2 * MEMBERS + 1) {
      throw new IOException("the members say too much: " + said);
    }
  }

  private String nextLine(List<String> said) throws IOException, InterruptedException {
    for (long waited = 0; waited < PATIENCE_SECONDS; waited++) {
      String line = lines.poll(1, TimeUnit.SECONDS);
      if (line != null) {
        return line;
      }
      for (Process member : members) {
        if (!member.isAlive()) {
          throw new IOException("a member ended with " + member.exitValue() + ", after " + said
              + "; what it logged is in " + directory);
        }
      }
    }
    throw new IOException("the members say nothing for " + PATIENCE_SECONDS + " s, after " + said
        + "; what they log is in " + directory);
  }

  private static long count(List<String> said, String words) {
    return said.stream().filter(line -> line.contains(words)).count();
  }

  private void awaitEnds() throws IOException, InterruptedException {
    for (Process member : members) {
      if (!member.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("a member does not leave within " + PATIENCE_SECONDS + " s");
      }
      if (member.exitValue() != 0) {
        throw new IOException(
            "a member ended with " + member.exitValue() + "; what it logged is in " + directory);
      }
    }
  }

  /** The first line of a node's log says what it runs on. */
  private void checkBackends(int id) throws IOException {
    String log = Files.readString(log(id));
    for (String part : List.of(
        " wal=" + make.backends().wal(),
        " transport=" + make.backends().transport(),
        " discovery=" + make.backends().discovery())) {
      if (!log.contains(part)) {
        throw new IOException("member " + id + " does not say" + part + " but: " + log);
      }
    }
  }

  @Override
  public void close() {
    members.forEach(Process::destroyForcibly);
    members.forEach(member -> member.onExit().join());
  }
}
