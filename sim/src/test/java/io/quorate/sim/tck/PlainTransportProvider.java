package io.quorate.sim.tck;

import io.quorate.config.ConfigKey;
import io.quorate.spi.Transport;
import io.quorate.spi.TransportProvider;
import java.util.List;

/** Makes {@link PlainTransport}s. */
public final class PlainTransportProvider implements TransportProvider {
  static final ConfigKey<String> NOTE = ConfigKey.string("transport.plain.note", "Not used.");

  /** Made by {@link java.util.ServiceLoader}. */
  public PlainTransportProvider() {}

  @Override
  public String name() {
    return "plain";
  }

  @Override
  public Suitability suitability() {
    return Suitability.TEST_ONLY;
  }

  @Override
  public List<ConfigKey<?>> configKeys() {
    return List.of(NOTE);
  }

  @Override
  public Transport create(TransportContext context) {
    return new PlainTransport(context);
  }
}
