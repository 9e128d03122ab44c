package io.quorate.engine.boot;

import io.quorate.RaftConfiguration;
import io.quorate.config.ConfigKey;
import io.quorate.config.ConfigProblem;
import io.quorate.config.ConfigurationException;
import io.quorate.spi.Backend;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks the keys that backends declare. Collects, so that a file with five mistakes is mended at
 * once.
 */
final class BackendKeys {
  private final RaftConfiguration configuration;
  private final List<ConfigProblem> problems = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  BackendKeys(RaftConfiguration configuration) {
    this.configuration = configuration;
  }

  /** Checks the keys of all backends of a kind that are present, chosen or not. */
  <P extends Backend> void check(BackendCatalog<P> catalog) {
    for (FoundBackend<P> found : catalog.found()) {
      found
          .provider()
          .ifPresent(provider -> check(catalog.kind() + "." + found.name(), provider.configKeys()));
    }
    for (String absent :
        configuration.sources().backendsWithValues(catalog.kind().toString())) {
      if (!catalog.names().contains(absent)) {
        warnings.add(
            "the keys " + catalog.kind() + "." + absent + ".* are not used, because there is no "
                + catalog.kind().title() + " named " + absent
                + Nearest.to(absent, catalog.names())
                    .map(n -> "; did you mean " + n + "?")
                    .orElse(""));
      }
    }
  }

  /** Nobody reads the keys of a kind of which an instance was given. */
  void given(BackendKind<?> kind) {
    for (String name : configuration.sources().backendsWithValues(kind.toString())) {
      warnings.add("the keys " + kind + "." + name + ".* are not used, because a " + kind.title()
          + " instance was given");
    }
  }

  private void check(String kindAndName, List<ConfigKey<?>> keys) {
    configuration.sources().reportUnknownBackendKeys(kindAndName, keys, problems);
    for (ConfigKey<?> key : keys) {
      try {
        configuration.sources().parse(key);
      } catch (IllegalArgumentException e) {
        String origin = configuration
            .sources()
            .find(key)
            .map(found -> " (from " + found.origin() + ")")
            .orElse("");
        // What is wrong with a secret is told without telling the secret.
        String what = key.secret() ? "the value is not of the type " + key.type() : e.getMessage();
        problems.add(new ConfigProblem(key.name(), what + origin));
      }
    }
  }

  /**
   * Ends the check.
   *
   * @return what is odd but harmless
   * @throws ConfigurationException if anything is wrong
   */
  List<String> done() {
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return List.copyOf(warnings);
  }
}
