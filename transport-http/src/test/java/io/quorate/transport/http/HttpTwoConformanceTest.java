package io.quorate.transport.http;

import io.quorate.sim.tck.TransportConformance;
import io.quorate.spi.TransportProvider;
import java.util.Map;

/** By HTTP/2 with prior knowledge. */
class HttpTwoConformanceTest extends TransportConformance {
  @Override
  protected TransportProvider provider() {
    return new HttpTransportProvider();
  }

  @Override
  protected Map<String, String> settings() {
    return Map.of("transport.http.http2", "true");
  }

  @Override
  protected Map<String, String> excuses() {
    return HttpTransportConformanceTest.EXCUSES;
  }
}
