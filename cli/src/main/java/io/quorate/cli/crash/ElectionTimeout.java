package io.quorate.cli.crash;

import io.quorate.config.QuorateKeys;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an election timeout as a configuration file does. */
public final class ElectionTimeout implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String text) {
    try {
      return QuorateKeys.ELECTION_TIMEOUT.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
