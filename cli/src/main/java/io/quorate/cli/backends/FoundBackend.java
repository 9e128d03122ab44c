package io.quorate.cli.backends;

import io.quorate.spi.Backend;
import io.quorate.spi.Backend.Suitability;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A backend that was found.
 *
 * @param kind what it is
 * @param provider empty if it could not be made
 * @param name its name; {@code ?} if it could not tell
 * @param className its class; {@code ?} if not even that is known
 * @param location the jar or folder that the class comes from, if that is known
 * @param reason why it is broken; empty if it is not
 * @param <P> what it implements
 */
public record FoundBackend<P extends Backend>(
    Kind<P> kind,
    Optional<P> provider,
    String name,
    String className,
    Optional<Path> location,
    String reason) {

  /**
   * Whether it works and may be used for what must not be lost.
   *
   * @return false also if it is broken
   */
  public boolean isProduction() {
    return provider.isPresent() && provider.get().suitability() == Suitability.PRODUCTION;
  }

  private String suitability() {
    return provider.isEmpty() ? "broken" : isProduction() ? "production" : "test-only";
  }

  private String jar() {
    if (location.isEmpty()) {
      return "of unknown origin";
    }
    Path path = location.get();
    int names = path.getNameCount();
    // Every build tool calls a folder of classes "classes" or "main".
    return path.toString().endsWith(".jar") || names < 3
        ? String.valueOf(path.getFileName())
        : path.subpath(names - 3, names).toString();
  }

  /** A line of a list. */
  @Override
  public String toString() {
    return String.format(
        "%-10s %-10s %-10s %s  [%s]%s",
        kind, name, suitability(), className, jar(), reason.isEmpty() ? "" : "  " + reason);
  }
}
