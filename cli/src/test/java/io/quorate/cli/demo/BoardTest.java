package io.quorate.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoardTest {
  private final StringWriter text = new StringWriter();

  @Test
  void onATerminalTheTableIsDrawnAnewBelowTheStory() {
    Board board = new Board(new PrintWriter(text), true);
    board.show(List.of("row 1", "row 2"), "line");
    board.say("It begins.");
    board.end("the end");
    assertThat(text.toString().replaceAll("\\[ +\\d+\\.\\d s\\]", "[time]").replace("\033", "ESC"))
        .isEqualToNormalizingNewlines(
            "row 1\nrow 2\nESC[2A\rESC[J[time] It begins.\nrow 1\nrow 2\nthe end\n");
  }

  @Test
  void elsewhereThereAreOnlyLines() {
    Board board = new Board(new PrintWriter(text), false);
    board.show(List.of("row 1", "row 2"), "line");
    board.say("It begins.");
    board.end("the end");
    assertThat(text.toString().replaceAll("\\[ +\\d+\\.\\d s\\]", "[time]"))
        .isEqualToNormalizingNewlines("[time]   line\n[time] It begins.\nthe end\n");
  }
}
