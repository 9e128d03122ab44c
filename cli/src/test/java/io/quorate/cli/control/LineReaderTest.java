package io.quorate.cli.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LineReaderTest {
  private static LineReader reader(String text) {
    return new LineReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), 5);
  }

  @Test
  void linesComeOneByOneAndTheLastNeedsNoEnd() throws IOException {
    LineReader lines = reader("one\n\ntwo");
    assertThat(lines.next()).contains(new LineReader.Line("one", false));
    assertThat(lines.next()).contains(new LineReader.Line("", false));
    assertThat(lines.next()).contains(new LineReader.Line("two", false));
    assertThat(lines.next()).isEmpty();
  }

  @Test
  void aLineThatIsTooLongIsSkippedAsAWhole() throws IOException {
    LineReader lines = reader("12345\n123456\nok\n");
    assertThat(lines.next()).contains(new LineReader.Line("12345", false));
    assertThat(lines.next()).contains(new LineReader.Line("", true));
    assertThat(lines.next()).contains(new LineReader.Line("ok", false));
  }
}
