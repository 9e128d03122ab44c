package io.quorate.docs;

import io.quorate.config.ConfigKey;
import io.quorate.config.QuorateKeys;
import io.quorate.spi.Backend;
import io.quorate.spi.DiscoveryProvider;
import io.quorate.spi.TransportProvider;
import io.quorate.spi.WalProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** docs/reference/configuration.md is what the keys say about themselves. */
class ConfigurationPageTest {
  private static final Path PAGE = Documents.ROOT.resolve("docs/reference/configuration.md");

  @Test
  void thePageIsWhatTheKeysSay() throws IOException {
    Documents.assertGenerated(PAGE, page(), ConfigurationPageTest.class);
  }

  private static String page() {
    StringBuilder page = new StringBuilder("""
        # Configuration keys

        <!-- Generated from the keys themselves. ConfigurationPageTest compares it and says how to rewrite it. -->

        The first source that has a value wins:

        | | Source | For example |
        |---|---|---|
        | 1 | the builder | `.set("raft.heartbeat", "50ms")` |
        | 2 | system properties | `-Dquorate.raft.heartbeat=50ms` |
        | 3 | the environment | `QUORATE_RAFT_HEARTBEAT=50ms` |
        | 4 | a properties file | `raft.heartbeat=50ms` |
        | 5 | the default | |

        The file is the one that `-Dquorate.config` or `QUORATE_CONFIG` names, else `quorate.properties` in the working
        directory, else that on the classpath. `withoutAmbientSources()` leaves the builder alone.

        A misspelt key is an error that names the nearest. A key of a backend that is not there is a warning.
        `RaftConfiguration.explain()` prints every value and where it came from.

        """);
    section(page, "The node", QuorateKeys.ALL);
    backends(page, "WAL", "wal", WalProvider.class);
    backends(page, "Transport", "transport", TransportProvider.class);
    backends(page, "Discovery", "discovery", DiscoveryProvider.class);
    return page.toString().stripTrailing() + "\n";
  }

  private static <B extends Backend> void backends(
      StringBuilder page, String title, String kind, Class<B> type) {
    List<B> found = ServiceLoader.load(type, MoreBackends.LOADER).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparing(Backend::name))
        .toList();
    for (B backend : found) {
      boolean testOnly = backend.suitability() == Backend.Suitability.TEST_ONLY;
      String heading = title + ": " + backend.name();
      if (backend.configKeys().isEmpty()) {
        page.append("## ").append(heading).append("\n\n").append("No keys of its own.");
      } else {
        section(page, heading, backend.configKeys());
      }
      if (testOnly) {
        page.append(backend.configKeys().isEmpty() ? " " : "")
            .append("For tests only: it must be named, `")
            .append(kind)
            .append('=')
            .append(backend.name())
            .append("`.");
      }
      page.append(page.charAt(page.length() - 1) == '\n' ? "" : "\n\n");
    }
  }

  private static void section(StringBuilder page, String title, Collection<ConfigKey<?>> keys) {
    page.append("## ").append(title).append("\n\n| Key | Value | Default | |\n|---|---|---|---|\n");
    keys.forEach(key -> page.append(row(key)));
    page.append('\n');
  }

  private static <T> String row(ConfigKey<T> key) {
    String value = key.defaultValue()
        .map(key::print)
        .map(text -> text.isEmpty() ? "" : "`" + text + "`")
        .orElse("");
    return "| `" + key.name() + "` | " + cell(key.type()) + (key.secret() ? ", secret" : "") + " | "
        + value + " | " + cell(key.doc()) + " |\n";
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;");
  }
}
