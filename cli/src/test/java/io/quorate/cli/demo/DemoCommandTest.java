package io.quorate.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

class DemoCommandTest {
  @Test
  @Timeout(120)
  void theDemoTellsItsStoryAndLosesNothing() {
    StringWriter text = new StringWriter();
    int code = new CommandLine(new DemoCommand())
        .setOut(new PrintWriter(text, true))
        .execute("--seconds", "5", "--partitions", "4");
    List<String> lines = text.toString().lines().toList();
    assertThat(lines.get(lines.size() - 1))
        .as(text.toString())
        .matches("demo: ok, \\d+ writes acknowledged, 0 lost, failover \\d+ ms");
    assertThat(code).isZero();
    assertThat(text.toString())
        .contains("have formed a cluster")
        .contains("kill -9 node-")
        .contains("has caught up")
        .doesNotContain("\033");
  }
}
