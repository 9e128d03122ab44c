package io.quorate.sim.tck;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A backend that does one thing wrong, and the rule that must find it.
 *
 * @param rule the rule's name
 * @param what the backend does wrong
 * @param provider of such backends
 * @param <P> the kind of the backend
 */
record WrongBackend<P>(String rule, String what, P provider) {

  /** For people: which rule is broken by what. */
  static String table(String title, List<? extends WrongBackend<?>> wrong) {
    return wrong.stream()
        .map(one -> String.format(Locale.ROOT, "  %-32s %s", one.rule(), one.what()))
        .collect(Collectors.joining("\n", title + "\n", "\n"));
  }

  /** For a test's display name. */
  @Override
  public String toString() {
    return rule + " finds a backend that " + what;
  }
}
