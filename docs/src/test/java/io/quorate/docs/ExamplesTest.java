package io.quorate.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The programs of docs/examples are run as its README says, each in a process of its own on RocksDB
 * and gRPC, and print what it shows, but for numbers.
 */
class ExamplesTest {
  private static final Path EXAMPLES = Documents.ROOT.resolve("docs/examples");
  private static final Pattern RUN = Pattern.compile(
      "(?ms)^```\\R\\$ java -cp \\S+ docs/examples/(\\S+\\.java) 2>nodes\\.log\\R(.*?)^```");
  private static final int LOWEST_PORT = 20_000;
  private static final int HIGHEST_PORT = 32_000;
  private static final long PATIENCE_SECONDS = 180;

  @TempDir
  Path directory;

  /** What each program prints, by its file. */
  private static SortedMap<String, String> shown() {
    SortedMap<String, String> shown = new TreeMap<>();
    Matcher run = RUN.matcher(Documents.read(EXAMPLES.resolve("README.md")));
    while (run.find()) {
      shown.put(run.group(1), run.group(2));
    }
    return shown;
  }

  @Test
  void thePageShowsEveryExample() {
    List<String> files = Documents.javaFiles(EXAMPLES).stream()
        .filter(file -> !file.startsWith(Documents.CUSTOM_BACKENDS))
        .map(file -> EXAMPLES.relativize(file).toString().replace('\\', '/'))
        .toList();
    assertThat(shown()).containsOnlyKeys(files);
  }

  @TestFactory
  List<DynamicTest> eachPrintsWhatThePageShows() {
    return shown().entrySet().stream()
        .map(example -> DynamicTest.dynamicTest(
            example.getKey(), () -> check(EXAMPLES.resolve(example.getKey()), example.getValue())))
        .toList();
  }

  private void check(Path source, String shown) throws Exception {
    Path own = Files.createDirectory(directory.resolve(source.getFileName().toString()));
    compilesWithoutWarnings(source, own);
    Path printed = own.resolve("printed");
    Path logged = own.resolve("logged");
    Process process = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-Djava.io.tmpdir=" + own,
            // The class path of all examples has more than one of each; where a reader runs them
            // there is one.
            "-Dquorate.wal=rocksdb",
            "-Dquorate.transport=grpc",
            "-cp",
            System.getProperty("java.class.path"),
            source.toString(),
            String.valueOf(threeFreePorts()))
        .redirectOutput(printed.toFile())
        .redirectError(logged.toFile())
        .start();
    boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly().waitFor();
    String output = Documents.read(printed);
    assertThat(ended && process.exitValue() == 0)
        .as("it printed %n%s%n and logged %n%s", output, Documents.read(logged))
        .isTrue();
    assertThat(withoutNumbers(output)).isEqualTo(withoutNumbers(shown));
  }

  /** As the build compiles its own; but a jar may name others that lie elsewhere in a build. */
  private static void compilesWithoutWarnings(Path source, Path directory) {
    Documents.compile(
        source, directory.resolve("classes"), "--release", "17", "-Xlint:all,-path", "-Werror");
  }

  /** Elections are decided by chance: how many terms there are, and which node leads, too. */
  private static String withoutNumbers(String text) {
    return text.replaceAll("\\R", "\n")
        .replaceAll("\\d+", "N")
        .replaceAll("\\{N=N(, N=N)*}", "{N=N}");
  }

  /**
   * The first of three in a row on which nobody listens now. Outgoing connections have none of
   * them.
   */
  private static int threeFreePorts() throws IOException {
    IOException last = null;
    for (int tries = 0; tries < 1_000; tries++) {
      int first = ThreadLocalRandom.current().nextInt(LOWEST_PORT, HIGHEST_PORT);
      try (ServerSocket one = new ServerSocket();
          ServerSocket two = new ServerSocket();
          ServerSocket three = new ServerSocket()) {
        one.bind(new InetSocketAddress(InetAddress.getByName("localhost"), first));
        two.bind(new InetSocketAddress(InetAddress.getByName("localhost"), first + 1));
        three.bind(new InetSocketAddress(InetAddress.getByName("localhost"), first + 2));
        return first;
      } catch (IOException e) {
        last = e;
      }
    }
    throw new IOException("Found no three free ports in a row", last);
  }
}
