package io.quorate.engine.boot;

import io.quorate.spi.Availability;
import io.quorate.spi.Availability.Unavailable;
import io.quorate.spi.Backend;
import io.quorate.spi.Backend.Suitability;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A provider as it was found, or what is left of one that does not work.
 *
 * @param provider the provider; empty if it is broken
 * @param name its name; {@code ?} if it is broken
 * @param suitability what it is meant for; {@code broken} if it is
 * @param className its class; {@code ?} if not even that is known
 * @param jar where the class comes from
 * @param condition whether it can be used
 * @param reason why not; empty if it can
 * @param fix what would help; empty if it can be used or nobody knows
 * @param <P> its kind
 */
record FoundBackend<P extends Backend>(
    Optional<P> provider,
    String name,
    String suitability,
    String className,
    String jar,
    Condition condition,
    String reason,
    String fix) {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");

  /** Stands for what a broken provider could not tell. */
  private static final String UNKNOWN = "?";

  /** Whether a provider can be used. */
  enum Condition {
    USABLE,
    /** It says so itself. */
    UNAVAILABLE,
    /** It was written for interfaces that this engine does not know. */
    NEWER_SPI,
    /** It could not be loaded, or threw where it must not. */
    BROKEN
  }

  /** Looks a provider over. It is someone else's code: it may throw anything from any method. */
  static <P extends Backend> FoundBackend<P> examine(P provider) {
    Class<?> type = provider.getClass();
    String name = UNKNOWN;
    try {
      String given = provider.name();
      if (given == null || !NAME.matcher(given).matches()) {
        return broken(
            UNKNOWN, type, "its name is '" + given + "', which is not of the form " + NAME);
      }
      name = given;
      String suitability =
          provider.suitability() == Suitability.PRODUCTION ? "production" : "test-only";
      if (provider.spiVersion() > Backend.SPI_VERSION) {
        return new FoundBackend<>(
            Optional.of(provider),
            name,
            suitability,
            type.getName(),
            JarNames.of(type),
            Condition.NEWER_SPI,
            "is written for version " + provider.spiVersion()
                + " of the backend interfaces, this engine knows " + Backend.SPI_VERSION,
            "use a newer quorate-engine, or an older release of the backend");
      }
      // What will be asked for later is asked now: a missing library shows in the first method that
      // touches it.
      provider.configKeys().forEach(Objects::requireNonNull);
      Objects.requireNonNull(provider.description(), "description");
      Availability availability = provider.availability();
      boolean usable = !(availability instanceof Unavailable);
      return new FoundBackend<>(
          Optional.of(provider),
          name,
          suitability,
          type.getName(),
          JarNames.of(type),
          usable ? Condition.USABLE : Condition.UNAVAILABLE,
          availability instanceof Unavailable unavailable ? unavailable.reason() : "",
          availability instanceof Unavailable unavailable ? unavailable.fix() : "");
    } catch (Exception | LinkageError e) {
      return broken(name, type, e.toString());
    }
  }

  /** A provider that could not be made. */
  static <P extends Backend> FoundBackend<P> broken(Class<?> type, String reason) {
    return broken(UNKNOWN, type, reason);
  }

  /** A provider of which not even the class could be loaded. */
  static <P extends Backend> FoundBackend<P> broken(String reason) {
    return broken(UNKNOWN, UNKNOWN, UNKNOWN, reason);
  }

  private static <P extends Backend> FoundBackend<P> broken(
      String name, Class<?> type, String reason) {
    return broken(name, type.getName(), JarNames.of(type), reason);
  }

  private static <P extends Backend> FoundBackend<P> broken(
      String name, String className, String jar, String reason) {
    return new FoundBackend<>(
        Optional.empty(),
        name,
        "broken",
        className,
        jar,
        Condition.BROKEN,
        reason,
        "repair or replace the jar, and what it needs");
  }

  boolean isProduction() {
    return suitability.equals("production");
  }

  boolean isBroken() {
    return condition == Condition.BROKEN;
  }

  /** Whether it stays out of sight unless it is named. */
  boolean isTestOnly() {
    return provider.isPresent() && !isProduction();
  }

  /** Whether it has a name that can be asked for. */
  boolean isNamed() {
    return !name.equals(UNKNOWN);
  }

  /** Two loaders may find one class twice, and a loader may repeat an error. */
  boolean isSameAs(FoundBackend<P> other) {
    return className.equals(other.className)
        && jar.equals(other.jar)
        && (!className.equals(UNKNOWN) || reason.equals(other.reason));
  }
}
