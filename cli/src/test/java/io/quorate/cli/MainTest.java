package io.quorate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.RaftException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    CommandLine program = Main.program();
    program.setOut(new PrintWriter(out, true));
    program.setErr(new PrintWriter(err, true));
    return program.execute(args);
  }

  @Test
  void helpNamesEveryCommand() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString())
        .contains("demo", "node", "crash-test", "bench", "Begin with: quorate demo");
  }

  @Test
  void everyCommandHasHelpThatFits() {
    for (CommandLine command : Main.program().getSubcommands().values()) {
      String help = command.setUsageHelpAutoWidth(false).setUsageHelpWidth(100).getUsageMessage();
      assertThat(help).contains("Usage: quorate " + command.getCommandName());
      assertThat(help.lines()).allMatch(line -> line.length() <= 100);
    }
  }

  @Test
  void theVersionNamesTheJava() {
    assertThat(run("--version")).isZero();
    assertThat(run("demo", "--version")).isZero();
    assertThat(out.toString().lines()).hasSize(2).allMatch(line -> line.startsWith("quorate "));
    assertThat(out.toString())
        .startsWith("quorate ")
        .contains("java " + Runtime.version().feature());
  }

  @Test
  void anUnknownOptionIsBadInput() {
    assertThat(run("node", "--prot", "80")).isEqualTo(2);
    assertThat(err.toString()).contains("--prot").contains("--port");
  }

  @Test
  void aWrongConfigurationIsBadInputAndAllProblemsAreListedWithoutAStackTrace() {
    assertThat(run("node", "--id", "zero", "--port", "99999", "--set", "raft.hartbeat=1s"))
        .isEqualTo(2);
    assertThat(err.toString())
        .startsWith("quorate: QRT-201 The configuration has ")
        .contains("node.id: 'zero' is not a whole number")
        .contains("bind.port: 99999 is outside 0 to 65535")
        .contains("data.directory: is not set")
        .contains("did you mean raft.heartbeat?")
        .doesNotContain("\tat ");
  }

  @Test
  void demoAndCrashTestCheckTheirNumbers() {
    assertThat(run("demo", "--seconds", "1")).isEqualTo(2);
    assertThat(run("crash-test", "--rounds", "0")).isEqualTo(2);
    assertThat(run("demo", "--election-timeout", "soon")).isEqualTo(2);
    assertThat(err.toString())
        .contains("'--seconds': 1 is not from 5 to 600")
        .contains("'--rounds': 0 is not from 1 to")
        .contains("'soon' is not a duration");
  }

  @Test
  void whatAUserCanMendIsASentenceAndABugIsAStackTrace() {
    Failures failures = new Failures();
    CommandLine program = Main.program().setErr(new PrintWriter(err, true));
    assertThat(failures.handleExecutionException(
            new RaftException("QRT-301", "in use"), program, null))
        .isEqualTo(1);
    assertThat(failures.handleExecutionException(
            new UncheckedIOException("no disk", new java.io.IOException("x")), program, null))
        .isEqualTo(1);
    assertThat(err.toString())
        .isEqualToNormalizingNewlines("quorate: QRT-301 in use\nquorate: no disk\n");
    assertThat(failures.handleExecutionException(new IllegalStateException("oops"), program, null))
        .isEqualTo(1);
    assertThat(err.toString()).contains("\tat ");
  }
}
