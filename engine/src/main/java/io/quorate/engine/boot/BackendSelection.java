package io.quorate.engine.boot;

import io.quorate.RaftException;
import io.quorate.engine.boot.FoundBackend.Condition;
import io.quorate.spi.Backend;
import java.util.List;
import java.util.Optional;

/**
 * Chooses among what was found: the one that is named, else the only one for production. There is
 * no third way, because a log that is chosen by accident has forgotten what the right one knows.
 */
final class BackendSelection {
  private BackendSelection() {}

  /**
   * A name that was asked for.
   *
   * @param name the name
   * @param origin where it was asked for, for people
   */
  record Wish(String name, String origin) {}

  /**
   * Chooses.
   *
   * @param catalog what was found
   * @param wish what was asked for, if anything
   * @return a usable provider
   * @throws RaftException QRT-101 to QRT-108 if there is none, or more than one
   */
  static <P extends Backend> FoundBackend<P> choose(
      BackendCatalog<P> catalog, Optional<Wish> wish) {
    SelectionReport<P> report = new SelectionReport<>(catalog);
    if (catalog.found().isEmpty()) {
      throw report.noneFound(wish);
    }
    return usable(
        wish.isPresent() ? named(catalog, wish.get(), report) : only(catalog, report), report);
  }

  private static <P extends Backend> FoundBackend<P> named(
      BackendCatalog<P> catalog, Wish wish, SelectionReport<P> report) {
    List<FoundBackend<P>> matching = catalog.named(wish.name());
    if (matching.size() > 1) {
      throw report.duplicateName(matching);
    }
    if (matching.isEmpty()) {
      // It may be the one that could not even say its name.
      boolean broken = catalog.found().stream().anyMatch(one -> !one.isNamed());
      throw broken ? report.brokenAndNotFound(wish) : report.notFound(wish);
    }
    return matching.get(0);
  }

  private static <P extends Backend> FoundBackend<P> only(
      BackendCatalog<P> catalog, SelectionReport<P> report) {
    List<FoundBackend<P>> production =
        catalog.found().stream().filter(FoundBackend::isProduction).toList();
    for (FoundBackend<P> one : production) {
      List<FoundBackend<P>> namesakes = catalog.named(one.name());
      if (namesakes.size() > 1) {
        throw report.duplicateName(namesakes);
      }
    }
    if (production.size() > 1) {
      throw report.several(production);
    }
    if (catalog.found().stream().anyMatch(FoundBackend::isBroken)) {
      // A broken one may be the one that was meant: to take another would be the silent downgrade.
      throw report.broken(production);
    }
    if (production.isEmpty()) {
      throw report.testOnly();
    }
    return production.get(0);
  }

  private static <P extends Backend> FoundBackend<P> usable(
      FoundBackend<P> chosen, SelectionReport<P> report) {
    if (chosen.isBroken()) {
      throw report.brokenAndNamed(chosen);
    }
    if (chosen.condition() == Condition.NEWER_SPI) {
      throw report.newerSpi(chosen);
    }
    if (chosen.condition() == Condition.UNAVAILABLE) {
      throw report.unavailable(chosen);
    }
    return chosen;
  }
}
