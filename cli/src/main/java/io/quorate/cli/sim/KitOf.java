package io.quorate.cli.sim;

import io.quorate.cli.backends.Kind;
import io.quorate.sim.tck.DiscoveryFixture;
import io.quorate.sim.tck.DiscoveryRules;
import io.quorate.sim.tck.Rule;
import io.quorate.sim.tck.RuleReport;
import io.quorate.sim.tck.TransportRules;
import io.quorate.sim.tck.WalFaults;
import io.quorate.sim.tck.WalFixture;
import io.quorate.sim.tck.WalRules;
import io.quorate.sim.tck.transport.TransportKit;
import io.quorate.spi.Backend;
import io.quorate.spi.DiscoveryProvider;
import io.quorate.spi.TransportProvider;
import io.quorate.spi.WalProvider;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The conformance kit for one kind of backends.
 *
 * @param kind which
 * @param check runs the rules
 * @param <P> what providers implement
 */
record KitOf<P extends Backend>(Kind<P> kind, Check<P> check) {

  static final KitOf<WalProvider> WAL = new KitOf<>(
      Kind.WAL,
      (provider, settings, queueBytes, next) -> RuleReport.run(
          WalRules.all(), () -> new WalFixture(provider, settings, WalFaults.NONE), next::accept));

  static final KitOf<TransportProvider> TRANSPORT = new KitOf<>(
      Kind.TRANSPORT,
      (provider, settings, queueBytes, next) -> RuleReport.run(
          TransportRules.all(queueBytes),
          () -> new TransportKit(provider, settings),
          next::accept));

  static final KitOf<DiscoveryProvider> DISCOVERY = new KitOf<>(
      Kind.DISCOVERY,
      (provider, settings, queueBytes, next) -> RuleReport.run(
          DiscoveryRules.all(), () -> new DiscoveryFixture(provider, settings), next::accept));

  /**
   * Runs the rules.
   *
   * @param <P> what providers implement
   */
  @FunctionalInterface
  interface Check<P> {
    /**
     * Runs all rules of the kit.
     *
     * @param provider under test
     * @param settings by key name
     * @param queueBytes how many bytes may wait for one peer; for transports
     * @param next is told each rule before it is run
     * @return what came of it
     */
    RuleReport run(
        P provider, Map<String, String> settings, long queueBytes, Consumer<Rule<?>> next);
  }
}
