package io.quorate.engine.boot;

import io.quorate.RaftException;
import io.quorate.engine.boot.BackendSelection.Wish;
import io.quorate.engine.boot.FoundBackend.Condition;
import io.quorate.spi.Backend;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Words the errors of the selection: what failed, what was seen, and one line to paste. */
final class SelectionReport<P extends Backend> {
  /** Columns stay where they are for the short names that backends have. */
  private static final int LEAST_NAME_WIDTH = 9;

  private final BackendCatalog<P> catalog;
  private final BackendKind<P> kind;

  SelectionReport(BackendCatalog<P> catalog) {
    this.catalog = catalog;
    this.kind = catalog.kind();
  }

  RaftException noneFound(Optional<Wish> wish) {
    String seen = catalog.registered()
        ? "A services file " + kind.servicesFile() + " is visible, but lists none."
        : "No services file " + kind.servicesFile() + " is visible.";
    String family = kind.artifact().substring(0, kind.artifact().lastIndexOf('-') + 1);
    String artifact = wish.map(w -> family + w.name()).orElse(kind.artifact());
    return new RaftException(
        "QRT-101",
        "No " + kind.title() + " was found" + wish.map(this::asked).orElse("") + ". " + seen
            + "\nAdd the jar:  " + artifact
            + "   (in a shaded jar, check that the files in META-INF/services were merged)");
  }

  RaftException several(List<FoundBackend<P>> production) {
    FoundBackend<P> first = production.stream()
        .filter(one -> one.condition() == Condition.USABLE)
        .findFirst()
        .orElse(production.get(0));
    String others = production.size() == 2 ? "the other jar" : "the other jars";
    String together = kind.severalAllowed()
        ? ", or several in the order in which to ask: " + kind.key() + "="
            + String.join(",", production.stream().map(FoundBackend::name).toList())
        : "";
    return error(
        "QRT-102",
        "More than one " + kind.title() + " could be used, and none is named.",
        "Name one:  " + paste(first.name()) + "   (or -Dquorate." + paste(first.name())
            + ", or remove " + others + together + ")");
  }

  RaftException testOnly() {
    String first = catalog.found().get(0).name();
    return error(
        "QRT-103",
        "Only " + kind.plural() + " for tests were found, and such must be named.",
        "Add the jar:  " + kind.artifact() + "   (or, in a test, name one: " + paste(first) + ")");
  }

  RaftException notFound(Wish wish) {
    return error(
        "QRT-104",
        "There is no " + kind.title() + " named " + wish.name() + asked(wish) + ".",
        Nearest.to(wish.name(), catalog.names())
            .map(nearest -> "Did you mean:  " + paste(nearest))
            .orElse("Name one:  " + paste(catalog.names().get(0)) + "   (or add the jar of "
                + wish.name() + ")"));
  }

  RaftException unavailable(FoundBackend<P> chosen) {
    return error(
        "QRT-105",
        "The " + kind.title() + " " + chosen.name() + " cannot be used here: " + chosen.reason()
            + ".",
        "What helps:  " + chosen.fix());
  }

  RaftException broken(List<FoundBackend<P>> production) {
    List<String> usable = production.stream()
        .filter(one -> one.condition() == Condition.USABLE)
        .map(FoundBackend::name)
        .toList();
    return error(
        "QRT-106",
        "A " + kind.title() + " is broken, and no other is named.",
        usable.isEmpty()
            ? "What helps:  repair or replace the broken jar, and what it needs"
            : "Name one:  " + paste(usable.get(0)) + "   (or repair or remove the broken jar)");
  }

  RaftException brokenAndNotFound(Wish wish) {
    return error(
        "QRT-106",
        "No " + kind.title() + " named " + wish.name() + " could be loaded" + asked(wish)
            + ", and one is broken.",
        "What helps:  repair or replace the broken jar, if it is the one");
  }

  RaftException brokenAndNamed(FoundBackend<P> chosen) {
    return error(
        "QRT-106",
        "The " + kind.title() + " " + chosen.name() + " is broken: " + chosen.reason() + ".",
        "What helps:  " + chosen.fix());
  }

  RaftException duplicateName(List<FoundBackend<P>> namesakes) {
    List<String> jars = namesakes.stream().map(FoundBackend::jar).distinct().toList();
    return error(
        "QRT-107",
        "The name " + namesakes.get(0).name() + " is taken by " + namesakes.size() + " "
            + kind.plural() + ", and must be one's own.",
        "Remove all but one:  " + String.join(", ", jars));
  }

  RaftException newerSpi(FoundBackend<P> chosen) {
    return error(
        "QRT-108",
        "The " + kind.title() + " " + chosen.name() + " " + chosen.reason() + ".",
        "What helps:  " + chosen.fix());
  }

  private String paste(String name) {
    return kind.key() + "=" + name;
  }

  private String asked(Wish wish) {
    return " (" + paste(wish.name()) + ", from " + wish.origin() + ")";
  }

  private RaftException error(String code, String what, String cure) {
    return new RaftException(code, what + " Found:\n" + table() + cure);
  }

  private String table() {
    int names = LEAST_NAME_WIDTH;
    int classes = 0;
    for (FoundBackend<P> one : catalog.found()) {
      names = Math.max(names, one.name().length());
      classes = Math.max(classes, one.className().length());
    }
    StringBuilder text = new StringBuilder();
    for (FoundBackend<P> one : catalog.found()) {
      text.append(String.format(
          Locale.ROOT,
          "  %-" + names + "s  %-10s  %-" + classes + "s  [%s]%s%n",
          one.name(),
          one.suitability(),
          one.className(),
          one.jar(),
          why(one)));
    }
    return text.toString().replace(System.lineSeparator(), "\n");
  }

  private String why(FoundBackend<P> one) {
    return switch (one.condition()) {
      case USABLE -> "";
      case UNAVAILABLE -> "  unavailable: " + one.reason();
      case NEWER_SPI -> "  refused: " + one.reason();
      case BROKEN -> "  " + one.reason();
    };
  }
}
