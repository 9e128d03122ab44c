package io.quorate.cli.sim;

import io.quorate.sim.schedule.Profile;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a profile. */
final class ProfileConverter implements ITypeConverter<Profile> {
  @Override
  public Profile convert(String word) {
    try {
      return Profile.ofWord(word);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
