package io.quorate.transport.http;

import io.quorate.sim.tck.TransportConformance;
import io.quorate.spi.TransportProvider;

class HttpTransportConformanceTest extends TransportConformance {
  @Override
  protected TransportProvider provider() {
    return new HttpTransportProvider();
  }
}
