package io.quorate.transport.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.transport.common.PinFile.Finding;
import io.quorate.transport.common.PinFile.News;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PinFileTest {
  @TempDir
  Path directory;

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("pins"), text);
  }

  private void assertRefused(String text, String... why) throws IOException {
    Path file = file(text);
    assertThatThrownBy(() -> PinFile.read(file))
        .isInstanceOf(IOException.class)
        .message()
        .contains("'" + file + "'")
        .contains(why)
        .doesNotContain("\n");
  }

  @Test
  void aPinIsWhatOpensslSaysItIs() {
    assertThat(PinFile.pin(Known.certificate())).isEqualTo(Known.PIN);
  }

  @Test
  void commentsAndBlankLinesAndSpacesCountForNothing() throws IOException {
    PinFile file = PinFile.read(file("# nodes\r\n\n  " + Known.PIN + "  # node-1\r\n\t\n"
        + Known.OTHER_PIN + "#2\n" + Known.PIN));
    assertThat(file.pins()).containsExactlyInAnyOrder(Known.PIN, Known.OTHER_PIN);
  }

  @Test
  void whatIsNoPinIsNamedByItsLine() throws IOException {
    assertRefused(
        Known.PIN + "\nsha1/abc\n\n" + Known.PIN.replace("=", "") + "\n",
        "line 2, 'sha1/abc'",
        "line 4, '",
        "a pin is sha256/ and 44 characters of base64");
    // curl's way of writing it.
    assertRefused(Known.PIN.replace("/", "//"), "line 1, 'sha256//");
    // Bits that no encoder sets: it would never match.
    assertRefused(Known.PIN.replace("nM=", "nN="), "line 1, ");
    assertRefused("x\n".repeat(10), "line 3, 'x'; and 7 more lines");
    assertRefused("\u001b[31m\n", "'?[31m'");
  }

  @Test
  void aListWithoutAPinIsRefused() throws IOException {
    assertRefused("", "lists no pin, and would keep everybody out");
    assertRefused("# nobody\n", "lists no pin");
  }

  @Test
  void whatIsNoFileOrTooLargeIsRefused() throws IOException {
    assertThatThrownBy(() -> PinFile.read(directory)).hasMessageContaining("is not a file");
    assertThatThrownBy(() -> PinFile.read(directory.resolve("none")))
        .hasMessageContaining("there is no file");
    assertRefused("#".repeat((1 << 20) + 1), "is larger than 1048576 bytes");
  }

  @Test
  void aChangeIsToldOnceAndHolds() throws IOException {
    PinFile file = PinFile.read(file(Known.PIN));
    assertThat(file.look(false)).isEmpty();
    assertThat(file.look(true)).isEmpty();
    file(Known.OTHER_PIN + "\n");
    assertThat(file.look(false)).get().satisfies(news -> {
      assertThat(news.finding()).isEqualTo(Finding.CHANGED);
      assertThat(news.text()).contains("lists 1 now, 1 of them new, and 1 no more");
    });
    assertThat(file.look(false)).isEmpty();
    assertThat(file.pins()).containsExactly(Known.OTHER_PIN);
    file(Known.OTHER_PIN + " # the same\n");
    assertThat(file.look(false)).isEmpty();
  }

  @Test
  void aChangeThatTimeAndSizeDoNotShowIsSeenByACloseLook() throws IOException {
    Path path = file(Known.PIN);
    FileTime then = FileTime.fromMillis(1_000_000);
    Files.setLastModifiedTime(path, then);
    PinFile file = PinFile.read(path);
    file.look(false);
    file(Known.OTHER_PIN);
    Files.setLastModifiedTime(path, then);
    assertThat(file.look(false)).isEmpty();
    assertThat(file.look(true)).map(News::finding).contains(Finding.CHANGED);
  }

  @Test
  void aBadFileIsToldOnceForEachChangeAndTheLastGoodListHolds() throws IOException {
    PinFile file = PinFile.read(file(Known.PIN));
    file("nonsense");
    assertThat(file.look(true)).get().satisfies(news -> {
      assertThat(news.finding()).isEqualTo(Finding.BAD);
      assertThat(news.text()).contains("line 1, 'nonsense'", "the last good list, of 1, holds on");
    });
    assertThat(file.look(true)).isEmpty();
    assertThat(file.look(false)).isEmpty();
    file("");
    assertThat(file.look(true)).map(News::finding).contains(Finding.BAD);
    Files.delete(directory.resolve("pins"));
    assertThat(file.look(false)).map(News::text).get().asString().contains("there is no file");
    assertThat(file.look(false)).isEmpty();
    assertThat(file.look(true)).isEmpty();
    assertThat(file.pins()).containsExactly(Known.PIN);
    file(Known.PIN);
    assertThat(file.look(false)).map(News::finding).contains(Finding.MENDED);
    assertThat(file.look(true)).isEmpty();
  }
}
