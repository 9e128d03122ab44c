package io.quorate.cli.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MatrixCommandTest {
  @Test
  void whatIsNotThereIsNamedWithWhatIs() {
    StringWriter text = new StringWriter();
    int code = new CommandLine(new MatrixCommand())
        .setErr(new PrintWriter(text, true))
        .execute("--wal", "papyrus", "--transport", "grpc,pigeon");
    assertThat(code).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(text.toString())
        .contains("there is no wal 'papyrus'; found: ")
        .contains("rocksdb")
        .contains("h2")
        .contains("memory");
  }

  @Test
  void aJarThatIsNotThereIsNamed() {
    StringWriter text = new StringWriter();
    int code = new CommandLine(new MatrixCommand())
        .setErr(new PrintWriter(text, true))
        .execute("--classpath", "no-such.jar");
    assertThat(code).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(text.toString()).contains("no-such.jar");
  }
}
