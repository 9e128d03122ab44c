package io.quorate.sim.tck;

import io.quorate.spi.WalProvider;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
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
    return RuleTests.of(WalRules.all(), excuses(), this::fixture);
  }

  private WalFixture fixture() throws IOException {
    WalProvider provider = provider();
    return new WalFixture(provider, settings(), faults(provider));
  }
}
