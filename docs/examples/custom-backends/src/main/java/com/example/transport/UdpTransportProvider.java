package com.example.transport;

import io.quorate.config.ConfigKey;
import io.quorate.spi.Transport;
import io.quorate.spi.TransportProvider;
import java.util.List;

/** Makes {@link UdpTransport}s. Its name is {@code udp}. */
public final class UdpTransportProvider implements TransportProvider {
  /** The size of a datagram. */
  static final ConfigKey<Integer> DATAGRAM = ConfigKey.integer(
          "transport.udp.datagram",
          256,
          65_000,
          "The most bytes in a datagram. Larger ones cost less, but a network splits those that do not fit into its packets.")
      .withDefault(1_400);

  /** The bound of a peer's queue. */
  static final ConfigKey<Long> QUEUE = ConfigKey.size(
          "transport.udp.queue",
          24L << 20,
          1L << 30,
          "How many bytes may wait for one peer. At least the largest frame of a node.")
      .withDefault(32L << 20);

  /** Made by {@link java.util.ServiceLoader}. */
  public UdpTransportProvider() {}

  @Override
  public String name() {
    return "udp";
  }

  /** An example does not put itself in the place of others: it has to be named. */
  @Override
  public Suitability suitability() {
    return Suitability.TEST_ONLY;
  }

  @Override
  public List<ConfigKey<?>> configKeys() {
    return List.of(DATAGRAM, QUEUE);
  }

  @Override
  public Transport create(TransportContext context) {
    return new UdpTransport(context);
  }
}
