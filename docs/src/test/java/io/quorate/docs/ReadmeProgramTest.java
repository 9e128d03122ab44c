package io.quorate.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.bench.LoopbackPorts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the program of README as three members of a cluster, on RocksDB and gRPC. The listing has
 * fixed ports, so what runs is its text with other ports, ids and directories put in.
 */
@Timeout(90)
class ReadmeProgramTest {
  private static final long PATIENCE_SECONDS = 60;

  @TempDir
  Path directory;

  private final InputStream realIn = System.in;
  private final PrintStream realOut = System.out;

  @AfterEach
  void restoreStreams() {
    System.setIn(realIn);
    System.setOut(realOut);
  }

  @Test
  void threeMembersAgreeOnAGreeting() throws Exception {
    List<Integer> ports = LoopbackPorts.free(3);
    List<Class<?>> programs = new ArrayList<>();
    for (int id = 1; id <= 3; id++) {
      programs.add(compile(id, ports));
    }
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    System.setOut(new PrintStream(new Lines(lines), true, StandardCharsets.UTF_8));
    EnterKey enter = new EnterKey(programs.size());
    System.setIn(enter);
    List<CompletableFuture<Void>> runs = new ArrayList<>();
    try (enter) {
      programs.forEach(program -> runs.add(run(program)));
      List<String> said = new ArrayList<>();
      while (said.stream().filter(line -> line.contains("Greeting")).count() < 3
          || said.stream().noneMatch(line -> line.startsWith("Committed"))) {
        String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(line)
            .as("another line after %s; the programs: %s", said, runs)
            .isNotNull();
        said.add(line);
      }
      String committed = said.stream()
          .filter(line -> line.startsWith("Committed log #"))
          .findFirst()
          .orElseThrow();
      String index = committed.substring("Committed log #".length());
      assertThat(said)
          .containsExactlyInAnyOrder(
              committed,
              "1: " + index + " Greeting Hello from Quorate",
              "1: " + index + " Greeting Hello from Quorate",
              "1: " + index + " Greeting Hello from Quorate");
      // A member may print the entry while it still joins, and then it needs the others.
      assertThat(enter.awaited.await(PATIENCE_SECONDS, TimeUnit.SECONDS))
          .as("all members wait for the key; the programs: %s", runs)
          .isTrue();
      enter.close();
      CompletableFuture.allOf(runs.toArray(CompletableFuture[]::new))
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** The listing's source as member {@code id}. */
  private Class<?> compile(int id, List<Integer> ports) throws Exception {
    String name = "Member" + id;
    String source = Documents.read(Documents.SOURCES.resolve("io/quorate/docs/ReadmeProgram.java"))
        .replace("ReadmeProgram", name)
        .replace(
            "nodeName(\"node-1\").nodeId(1)", "nodeName(\"node-" + id + "\").nodeId(" + id + ")")
        .replace("port(8001)", "port(" + ports.get(id - 1) + ")")
        .replace("localhost:8002", "localhost:" + ports.get(id % 3))
        .replace("localhost:8003", "localhost:" + ports.get((id + 1) % 3))
        .replace("data/node-1", directory.resolve("node-" + id).toString());
    assertThat(source).doesNotContain("(8001)", "localhost:800").contains("nodeId(" + id + ")");
    Path sources = Files.createDirectories(directory.resolve("src-" + id));
    Path file = Files.writeString(sources.resolve(name + ".java"), source);
    Path classes = Files.createDirectories(directory.resolve("classes-" + id));
    Documents.compile(file, classes);
    URI location = classes.toUri();
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {location.toURL()}, getClass().getClassLoader())) {
      return loader.loadClass("io.quorate.docs." + name);
    }
  }

  private static CompletableFuture<Void> run(Class<?> program) {
    CompletableFuture<Void> end = new CompletableFuture<>();
    Thread thread = new Thread(
        () -> {
          try {
            program.getMethod("main", String[].class).invoke(null, (Object) new String[0]);
            end.complete(null);
          } catch (InvocationTargetException e) {
            end.completeExceptionally(e.getCause());
          } catch (ReflectiveOperationException e) {
            end.completeExceptionally(e);
          }
        },
        program.getSimpleName());
    thread.setDaemon(true);
    thread.start();
    return end;
  }

  /** Standard input on which the key is pressed when this is closed, once for each who waits. */
  private static final class EnterKey extends InputStream {
    final CountDownLatch awaited;
    private final CountDownLatch pressed = new CountDownLatch(1);

    EnterKey(int programs) {
      awaited = new CountDownLatch(programs);
    }

    @Override
    public int read() throws IOException {
      awaited.countDown();
      try {
        pressed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException();
      }
      return '\n';
    }

    @Override
    public void close() {
      pressed.countDown();
    }
  }

  /** Cuts what is printed into lines. */
  private static final class Lines extends OutputStream {
    private final BlockingQueue<String> lines;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    Lines(BlockingQueue<String> lines) {
      this.lines = lines;
    }

    @Override
    public synchronized void write(int b) throws IOException {
      if (b == '\n') {
        lines.add(line.toString(StandardCharsets.UTF_8));
        line.reset();
      } else {
        line.write(b);
      }
    }
  }
}
