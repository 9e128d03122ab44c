package io.quorate.sim.tck.transport;

import io.quorate.NodeAddress;
import io.quorate.spi.TransportException;
import io.quorate.spi.TransportProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes the endpoints of one check, and closes them. For one thread. */
public final class TransportKit implements AutoCloseable {
  /** The largest frame, unless a check says otherwise. */
  public static final int MAX_FRAME_BYTES = 1 << 20;

  /** How long anything may take that should take milliseconds. Long, for machines that are busy. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private static final NodeAddress ANY_PORT = new NodeAddress("127.0.0.1", 0);

  private final TransportProvider provider;
  private final Map<String, String> settings;
  private final Duration patience;
  private final List<Endpoint> endpoints = new ArrayList<>();

  /**
   * Makes a kit.
   *
   * @param provider whose transports are checked
   * @param settings by key name
   */
  public TransportKit(TransportProvider provider, Map<String, String> settings) {
    this(provider, settings, PATIENCE);
  }

  /**
   * Makes a kit.
   *
   * @param provider whose transports are checked
   * @param settings by key name
   * @param patience how long anything may take that should take milliseconds
   */
  public TransportKit(TransportProvider provider, Map<String, String> settings, Duration patience) {
    this.provider = provider;
    this.settings = settings;
    this.patience = patience;
  }

  /**
   * How long anything may take that should take milliseconds.
   *
   * @return long, for machines that are busy
   */
  public Duration patience() {
    return patience;
  }

  /**
   * How long a close may take.
   *
   * @return 5 seconds, as the contract says, or the patience if that is less
   */
  public Duration closeLimit() {
    return patience.compareTo(CLOSE_LIMIT) < 0 ? patience : CLOSE_LIMIT;
  }

  /**
   * The provider under test.
   *
   * @return as given
   */
  public TransportProvider provider() {
    return provider;
  }

  /**
   * A started endpoint on any free port.
   *
   * @return the endpoint
   * @throws TransportException if it cannot be started
   */
  public Endpoint open() throws TransportException {
    return open(ANY_PORT, MAX_FRAME_BYTES);
  }

  /**
   * A started endpoint.
   *
   * @param bind where it listens
   * @param maxFrameBytes the largest frame
   * @return the endpoint
   * @throws TransportException if it cannot be started
   */
  public Endpoint open(NodeAddress bind, int maxFrameBytes) throws TransportException {
    return make(bind, maxFrameBytes).start();
  }

  /**
   * An endpoint that is not started.
   *
   * @param bind where it will listen
   * @param maxFrameBytes the largest frame
   * @return the endpoint
   * @throws TransportException if it cannot be made
   */
  public Endpoint make(NodeAddress bind, int maxFrameBytes) throws TransportException {
    Endpoint endpoint = new Endpoint(provider, settings, bind, maxFrameBytes);
    endpoints.add(endpoint);
    return endpoint;
  }

  /**
   * An endpoint that is not started, on any free port.
   *
   * @return the endpoint
   * @throws TransportException if it cannot be made
   */
  public Endpoint make() throws TransportException {
    return make(ANY_PORT, MAX_FRAME_BYTES);
  }

  /**
   * Fails if any receiver saw what no check allows.
   *
   * @throws AssertionError naming what was seen
   */
  public void assertNoViolations() {
    for (Endpoint endpoint : endpoints) {
      Require.that(
          endpoint.violations().isEmpty(),
          "no receiver sees what is forbidden, but: %s",
          endpoint.violations());
    }
  }

  @Override
  public void close() {
    endpoints.forEach(Endpoint::close);
  }
}
