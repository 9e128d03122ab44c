package io.quorate.sim.tck;

import io.quorate.sim.tck.transport.TransportKit;
import io.quorate.spi.TransportProvider;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The conformance kit for transports. It works on real sockets of the loopback interface, and takes
 * some seconds. All that the author of one writes:
 *
 * <pre>{@code
 * class MyTransportTest extends TransportConformance {
 *   @Override
 *   protected TransportProvider provider() {
 *     return new MyTransportProvider();
 *   }
 * }
 * }</pre>
 *
 * <p>Each rule of {@link TransportRules} becomes a test, named by its id and sentence. Without
 * JUnit, see {@link TransportRules#check}.
 */
public abstract class TransportConformance {

  /** For subclasses. */
  protected TransportConformance() {}

  /**
   * The provider under test.
   *
   * @return called once per rule
   */
  protected abstract TransportProvider provider();

  /**
   * Settings that the transport needs.
   *
   * @return by key name; none unless overridden
   */
  protected Map<String, String> settings() {
    return Map.of();
  }

  /**
   * How many bytes may wait for one peer with these settings, buffers of libraries and of the
   * kernel included.
   *
   * @return 64 MiB unless overridden
   */
  protected long queueBytes() {
    return 64L << 20;
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
    return RuleTests.of(
        TransportRules.all(queueBytes()),
        excuses(),
        () -> new TransportKit(provider(), settings()));
  }
}
