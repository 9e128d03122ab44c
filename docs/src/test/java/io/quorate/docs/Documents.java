package io.quorate.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Where the documentation is. Tests run in the module's directory. */
final class Documents {
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  static final Path SOURCES = Path.of("src/test/java").toAbsolutePath();

  /** A project of its own, which this module's tests compile and run. */
  static final Path CUSTOM_BACKENDS = ROOT.resolve("docs/examples/custom-backends");

  private static final String REWRITE = "docs.rewrite";

  private Documents() {}

  /** Every page, README first. */
  static List<Path> pages() {
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      Stream<Path> pages = docs.filter(path -> path.toString().endsWith(".md"))
          .filter(path -> !path.startsWith(ROOT.resolve("docs/target")))
          .sorted();
      return Stream.concat(Stream.of(ROOT.resolve("README.md")), pages).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Holds a page against what it is generated from, or writes it anew if told to. */
  static void assertGenerated(Path page, String text, Class<?> test) throws IOException {
    if (Boolean.getBoolean(REWRITE)) {
      Files.writeString(page, text);
    }
    assertThat(read(page))
        .as(
            "rewrite it: ./mvnw -pl docs -am test -D%s=true -Dtest=%s"
                + " -Dsurefire.failIfNoSpecifiedTests=false",
            REWRITE, test.getSimpleName())
        .isEqualTo(text);
  }

  /** Compiles a program against what this test runs with. */
  static void compile(Path source, Path classes, String... options) {
    compile(List.of(source), classes, options);
  }

  /** Compiles sources against what this test runs with, unless the options name a class path. */
  static void compile(List<Path> sources, Path classes, String... options) {
    List<String> arguments = new ArrayList<>(List.of("-proc:none", "-d", classes.toString()));
    arguments.addAll(List.of(options));
    if (!arguments.contains("-cp")) {
      arguments.addAll(List.of("-cp", System.getProperty("java.class.path")));
    }
    sources.forEach(source -> arguments.add(source.toString()));
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    int code = ToolProvider.getSystemJavaCompiler()
        .run(null, messages, messages, arguments.toArray(String[]::new));
    assertThat(code).as(messages.toString(StandardCharsets.UTF_8)).isZero();
  }

  /** The Java sources below a directory. */
  static List<Path> javaFiles(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(path -> path.toString().endsWith(".java")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
