package io.quorate.sim.tck;

import io.quorate.spi.WalProvider;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The conformance kit for write-ahead logs. All that the author of one writes:
 *
 * <pre>{@code
 * class MyWalTest extends WalConformance {
 *   @Override
 *   protected WalProvider provider() {
 *     return new MyWalProvider();
 *   }
 * }
 * }</pre>
 *
 * <p>Each rule of {@link WalRules} becomes a test, named by its id and sentence. Rules that nothing
 * can check are shown as skipped, with the reason. Without JUnit, see {@link WalRules#check}.
 */
public abstract class WalConformance {

  /** For subclasses. */
  protected WalConformance() {}

  /**
   * The provider under test.
   *
   * @return called once per rule
   */
  protected abstract WalProvider provider();

  /**
   * Settings that the log needs, or with which a short test meets more.
   *
   * @return by key name; none unless overridden
   */
  protected Map<String, String> settings() {
    return Map.of();
  }

  /**
   * Faults that the tests of this backend can cause.
   *
   * @param provider what {@link #provider} returned for the rule
   * @return none, unless overridden
   */
  protected WalFaults faults(WalProvider provider) {
    return WalFaults.NONE;
  }

  /**
   * The rules as tests.
   *
   * @return one for each
   */
  @TestFactory
  public final Stream<DynamicTest> rules() {
    return WalRules.all().stream()
        .map(rule -> DynamicTest.dynamicTest(rule.toString(), () -> run(rule)));
  }

  private void run(Rule<WalFixture> rule) throws Exception {
    Assumptions.assumeTrue(rule.check().isPresent(), rule.untested());
    WalProvider provider = provider();
    try (WalFixture fixture = new WalFixture(provider, settings(), faults(provider))) {
      rule.check().get().run(fixture);
    } catch (UntestedException e) {
      Assumptions.abort(e.getMessage());
    }
  }
}
