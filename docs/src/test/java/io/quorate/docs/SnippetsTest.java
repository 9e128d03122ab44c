package io.quorate.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * No Java is typed into a page: each listing is a region of a source that the build has compiled.
 */
class SnippetsTest {
  private static final Pattern FENCE = Pattern.compile("(?ms)^( *)```java\\R(.*?)^ *```");

  private static List<String> listings(String page) {
    List<String> listings = new ArrayList<>();
    Matcher fence = FENCE.matcher(page);
    while (fence.find()) {
      listings.add(fence.group(2).stripTrailing().stripIndent().strip());
    }
    return listings;
  }

  @TestFactory
  List<DynamicTest> everyListingIsARegionOfACompiledSource() {
    List<String> regions = new ArrayList<>();
    Stream.of(Documents.SOURCES, Documents.CUSTOM_BACKENDS.resolve("src"))
        .flatMap(sources -> Documents.javaFiles(sources).stream())
        .forEach(file -> regions.addAll(Regions.of(Documents.read(file)).values()));
    return Documents.pages().stream()
        .map(page -> DynamicTest.dynamicTest(
            Documents.ROOT.relativize(page).toString(),
            () -> assertThat(listings(Documents.read(page))).isSubsetOf(regions)))
        .toList();
  }

  @Test
  void theReadmeShowsTheReferenceProgramFirst() {
    Path source = Documents.SOURCES.resolve("io/quorate/docs/ReadmeProgram.java");
    var regions = Regions.of(Documents.read(source));
    assertThat(listings(Documents.read(Documents.ROOT.resolve("README.md"))))
        .startsWith(regions.get("core"), regions.get("program"));
  }

  @Test
  void regionsNestAndLoseTheirIndentation() {
    String source =
        "x\n    // #region outer\n    a {\n      // #region inner\n      b\n      // #endregion\n    }\n"
            + "    // #endregion\ny\n";
    assertThat(Regions.of(source))
        .containsEntry("outer", "a {\n  b\n}")
        .containsEntry("inner", "b");
  }

  @Test
  void fencesAreFoundAlsoInLists() {
    assertThat(listings(
            "text\n```java\na\n```\n- item\n  ```java\n  b {\n    c\n  }\n  ```\n```sh\nno\n```\n"))
        .containsExactly("a", "b {\n  c\n}");
  }
}
