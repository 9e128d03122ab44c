package io.quorate.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A link within the repository leads somewhere. */
class LinksTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.*)$");

  @TestFactory
  List<DynamicTest> everyLinkLeadsToAFileAndToAHeadingInIt() {
    return Documents.pages().stream()
        .map(page -> DynamicTest.dynamicTest(
            Documents.ROOT.relativize(page).toString(), () -> check(page, Documents.read(page))))
        .toList();
  }

  private static void check(Path page, String text) {
    Matcher link = LINK.matcher(text);
    while (link.find()) {
      String target = link.group(1);
      if (!target.contains("://") && !target.startsWith("mailto:")) {
        String[] parts = target.split("#", 2);
        Path file = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
        assertThat(Files.exists(file)).as(target).isTrue();
        if (parts.length == 2) {
          assertThat(anchors(Documents.read(file))).as(target).contains(parts[1]);
        }
      }
    }
  }

  /** As GitHub makes them: lower case, without punctuation, blanks as dashes. */
  private static List<String> anchors(String page) {
    return HEADING
        .matcher(page)
        .results()
        .map(heading -> heading
            .group(1)
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9 _-]", "")
            .replace(' ', '-'))
        .toList();
  }
}
