package io.quorate.cli;

import io.quorate.RaftException;
import java.io.IOException;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * Turns what a command throws into a message and an exit code. What a user or an operator can mend
 * is a sentence; a stack trace is for our own mistakes.
 */
final class Failures implements IExecutionExceptionHandler {
  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
    if (failure instanceof RaftException known) {
      command.getErr().println("quorate: " + known.getMessage());
      // QRT-2xx: the configuration is wrong.
      return known.code().startsWith("QRT-2") ? ExitCode.USAGE : ExitCode.SOFTWARE;
    }
    if (failure instanceof IOException || failure instanceof UncheckedIOException) {
      command.getErr().println("quorate: " + failure.getMessage());
      return ExitCode.SOFTWARE;
    }
    command.getErr().println("quorate: this is a bug:");
    failure.printStackTrace(command.getErr());
    return ExitCode.SOFTWARE;
  }
}
