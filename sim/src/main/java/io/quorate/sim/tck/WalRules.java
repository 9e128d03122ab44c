package io.quorate.sim.tck;

import io.quorate.spi.WalProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** All rules for write-ahead logs. */
public final class WalRules {
  private WalRules() {}

  /**
   * The rules.
   *
   * @return in the order of the contract
   */
  public static List<Rule<WalFixture>> all() {
    List<Rule<WalFixture>> rules = new ArrayList<>();
    rules.addAll(WalConcurrencyRules.rules());
    rules.addAll(WalFailureRules.rules());
    rules.addAll(WalOrderRules.rules());
    rules.addAll(WalContentRules.rules());
    rules.addAll(WalLifeRules.rules());
    rules.addAll(WalProviderRules.rules());
    rules.addAll(WalProcessRules.rules());
    rules.addAll(WalRandomRules.rules());
    return List.copyOf(rules);
  }

  /**
   * Runs all rules, without any test framework.
   *
   * @param provider the provider under test, with its default settings
   * @param faults what can be made to fail
   * @return the report; printed, it is a table
   */
  public static RuleReport check(WalProvider provider, WalFaults faults) {
    return check(provider, Map.of(), faults);
  }

  /**
   * Runs all rules, without any test framework.
   *
   * @param provider the provider under test
   * @param settings by key name; what they do not give has its default
   * @param faults what can be made to fail
   * @return the report; printed, it is a table
   */
  public static RuleReport check(
      WalProvider provider, Map<String, String> settings, WalFaults faults) {
    return RuleReport.run(all(), () -> new WalFixture(provider, settings, faults));
  }
}
