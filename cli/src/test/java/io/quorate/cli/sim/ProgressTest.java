package io.quorate.cli.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressTest {
  @Test
  void whatIsFoundIsToldAtOnce() {
    StringWriter err = new StringWriter();
    Progress progress = new Progress(new PrintWriter(err));
    progress.at("1 of 9 seeds");
    progress.tell("seed 2 violates I1");
    assertThat(err.toString().lines()).containsExactly("seed 2 violates I1");
  }
}
