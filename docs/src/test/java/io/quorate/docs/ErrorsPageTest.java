package io.quorate.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every code that a message can begin with is explained, and no other. */
class ErrorsPageTest {
  private static final Pattern IN_SOURCE = Pattern.compile("\"(QRT-\\d{3})\\b");
  private static final Pattern HEADING = Pattern.compile("(?m)^### (QRT-\\d{3})\\b");

  private static SortedSet<String> codes(Pattern pattern, String text) {
    SortedSet<String> codes = new TreeSet<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      codes.add(matcher.group(1));
    }
    return codes;
  }

  @Test
  void everyCodeIsExplained() throws IOException {
    SortedSet<String> used = new TreeSet<>();
    try (Stream<Path> modules = Files.list(Documents.ROOT)) {
      modules
          .map(module -> module.resolve("src/main/java"))
          .flatMap(sources -> Documents.javaFiles(sources).stream())
          .forEach(file -> used.addAll(codes(IN_SOURCE, Documents.read(file))));
    }
    assertThat(codes(HEADING, Documents.read(Documents.ROOT.resolve("docs/reference/errors.md"))))
        .isEqualTo(used);
  }
}
