package io.quorate.sim.mutants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class UnifiedDiffTest {
  private static final String PATCH = """
      diff --git a/some/File.java b/some/File.java
      --- a/some/File.java
      +++ b/some/File.java
      @@ -2,3 +2,4 @@ class File
       two
      -three
      +drei
      +dreieinhalb
       four
      """;

  private static UnifiedDiff diff(String text) throws BadPatchException {
    return UnifiedDiff.parse(text.lines().toList());
  }

  private static String apply(String text) throws BadPatchException {
    return diff(PATCH).apply("some/File.java", text);
  }

  @Test
  void replacesTheLinesThatItExpects() throws BadPatchException {
    assertThat(apply("one\ntwo\nthree\nfour\n")).isEqualTo("one\ntwo\ndrei\ndreieinhalb\nfour\n");
  }

  @Test
  void findsThemWhereTheyAreNowIfThereIsOnePlaceOnly() throws BadPatchException {
    assertThat(apply("new\nnew\none\ntwo\nthree\nfour"))
        .isEqualTo("new\nnew\none\ntwo\ndrei\ndreieinhalb\nfour");
  }

  @Test
  void refusesLinesThatDifferInABlank() {
    assertThatThrownBy(() -> apply("one\ntwo\n three\nfour\n"))
        .isInstanceOf(BadPatchException.class)
        .hasMessageContaining("hunk @@ -2,3 +2,4 @@ class File does not fit some/File.java");
  }

  @Test
  void refusesToChooseBetweenTwoPlaces() {
    assertThatThrownBy(() -> apply("two\nthree\nfour\ntwo\nthree\nfour\n"))
        .isInstanceOf(BadPatchException.class)
        .hasMessageContaining("at lines 1 and 4");
  }

  @Test
  void keepsTheOrderOfItsHunks() throws BadPatchException {
    UnifiedDiff twice = diff(PATCH + """
        @@ -6,2 +7,1 @@
         six
        -seven
        """);
    assertThat(twice.apply("some/File.java", "one\ntwo\nthree\nfour\nfive\nsix\nseven\n"))
        .isEqualTo("one\ntwo\ndrei\ndreieinhalb\nfour\nfive\nsix\n");
    assertThatThrownBy(
            () -> twice.apply("some/File.java", "six\nseven\none\ntwo\nthree\nfour\nfive\n"))
        .isInstanceOf(BadPatchException.class)
        .hasMessageContaining("@@ -6,2 +7,1 @@");
  }

  @Test
  void refusesHunksThatAreCutShort() {
    assertThatThrownBy(() -> diff(PATCH.replace(" four\n", "")))
        .isInstanceOf(BadPatchException.class)
        .hasMessageContaining("ends within the hunk");
  }

  @Test
  void refusesWhatIsNoPatch() {
    for (String text : List.of("", "hello\n", "+++ b/some/File.java\n", "@@ -1 +1 @@\n-a\n+b\n")) {
      assertThatThrownBy(() -> diff(text)).isInstanceOf(BadPatchException.class);
    }
  }
}
