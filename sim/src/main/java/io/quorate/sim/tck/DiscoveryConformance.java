package io.quorate.sim.tck;

import io.quorate.spi.DiscoveryProvider;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The conformance kit for discoveries. An author extends it and names the provider, and settings
 * with which it finds something.
 *
 * <p>Each rule of {@link DiscoveryRules} becomes a test, named by its id and sentence. Without
 * JUnit, see {@link DiscoveryRules#check}.
 */
public abstract class DiscoveryConformance {

  /** For subclasses. */
  protected DiscoveryConformance() {}

  /**
   * The provider under test.
   *
   * @return called once per rule
   */
  protected abstract DiscoveryProvider provider();

  /**
   * Settings with which the discovery finds something.
   *
   * @return by key name
   */
  protected abstract Map<String, String> settings();

  /**
   * Rules that are not binding, and that this backend has a reason to break.
   *
   * @return the reasons, by the rules' names; none unless overridden
   */
  protected Map<String, String> excuses() {
    return Map.of();
  }

  /**
   * The rules as tests.
   *
   * @return one for each
   */
  @TestFactory
  public final Stream<DynamicTest> rules() {
    return RuleTests.of(
        DiscoveryRules.all(), excuses(), () -> new DiscoveryFixture(provider(), settings()));
  }
}
