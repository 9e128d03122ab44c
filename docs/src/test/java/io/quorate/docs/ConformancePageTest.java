package io.quorate.docs;

import io.quorate.sim.tck.DiscoveryRules;
import io.quorate.sim.tck.Rule;
import io.quorate.sim.tck.TransportRules;
import io.quorate.sim.tck.WalRules;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/reference/conformance.md is what the rules of the kits say about themselves. */
class ConformancePageTest {
  private static final Path PAGE = Documents.ROOT.resolve("docs/reference/conformance.md");

  /** How much may wait is up to each transport, and part of no rule's text. */
  private static final long ANY_QUEUE = 1;

  @Test
  void thePageIsWhatTheRulesSay() throws IOException {
    Documents.assertGenerated(PAGE, page(), ConformancePageTest.class);
  }

  private static String page() {
    return """
        # Conformance rules

        <!-- Generated from the rules themselves. ConformancePageTest compares it and says how to rewrite it. -->

        What the conformance kits ask of a backend. The program runs them:

        ```sh
        quorate sim tck --list
        quorate sim tck --wal rocksdb
        quorate sim tck --transport mine --classpath mine.jar --set transport.mine.key=value
        ```

        Without JUnit, `WalRules.check`, `TransportRules.check` and `DiscoveryRules.check` of `quorate-sim` do the same; with
        it, a test extends `WalConformance`, `TransportConformance` or `DiscoveryConformance`. A test can offer faults, which
        the program cannot: rules that need one are untested there, and say so.

        An id such as WAL-O2 is that of a sentence in the Javadoc of the interface; any other names the element of
        `io.quorate.spi` that the rule is about. A backend conforms if it keeps every rule that it MUST. Every rule that
        is checked is known to find a backend that breaks it.

        ## Write-ahead logs

        %s
        ## Transports

        %s
        ## Discoveries

        %s""".formatted(
            section(WalRules.all()),
            section(TransportRules.all(ANY_QUEUE)),
            section(DiscoveryRules.all()));
  }

  private static String section(List<? extends Rule<?>> rules) {
    String checked = rules.stream()
        .filter(rule -> rule.check().isPresent())
        .map(rule -> "| %s | %s | `%s` | %s |\n"
            .formatted(rule.id(), rule.level(), rule.name(), sentence(rule)))
        .collect(Collectors.joining());
    String untested = rules.stream()
        .filter(rule -> rule.check().isEmpty())
        .map(rule -> "| %s | `%s` | %s | %s |\n"
            .formatted(rule.id(), rule.name(), sentence(rule), cell(rule.untested())))
        .collect(Collectors.joining());
    return "| Id | Level | Name | What must hold |\n|---|---|---|---|\n" + checked
        + "\nNot checked:\n\n| Id | Name | What must hold | Why not |\n|---|---|---|---|\n"
        + untested;
  }

  /** With a capital letter and a full stop, whatever the kit prefers. */
  private static String sentence(Rule<?> rule) {
    String text = cell(rule.sentence());
    // The name of a method is no word that could begin a sentence.
    String first = text.matches("[a-z]+[A-Z].*|close .*|start .*|resolve .*|send .*")
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    return first.endsWith(".") || first.endsWith("…") ? first : first + ".";
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;");
  }
}
