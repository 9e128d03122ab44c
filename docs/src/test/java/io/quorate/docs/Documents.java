package io.quorate.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where the documentation is. Tests run in the module's directory. */
final class Documents {
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  static final Path SOURCES = Path.of("src/test/java").toAbsolutePath();

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
