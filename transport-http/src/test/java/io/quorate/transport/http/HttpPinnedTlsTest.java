package io.quorate.transport.http;

import io.quorate.sim.tck.PinnedTlsConformance;
import io.quorate.spi.TransportProvider;
import java.util.Map;

/** By HTTP/1.1. */
class HttpPinnedTlsTest extends PinnedTlsConformance {
  @Override
  protected TransportProvider provider() {
    return new HttpTransportProvider();
  }

  @Override
  protected Map<String, String> settings() {
    return Map.of(
        // Patience for machines that are busy.
        "transport.http.connect-timeout", "20s", "transport.http.http2", Boolean.toString(http2()));
  }

  /** For {@link HttpTwoPinnedTlsTest}. */
  boolean http2() {
    return false;
  }
}
