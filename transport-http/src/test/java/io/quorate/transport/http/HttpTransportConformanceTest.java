package io.quorate.transport.http;

import io.quorate.sim.tck.TransportConformance;
import io.quorate.spi.TransportProvider;
import java.util.Map;

class HttpTransportConformanceTest extends TransportConformance {
  /** What holds for the client in all its forms. */
  static final Map<String, String> EXCUSES =
      Map.of("thread-names", "OkHttp renames a thread after what it does, while it does it");

  @Override
  protected TransportProvider provider() {
    return new HttpTransportProvider();
  }

  @Override
  protected Map<String, String> excuses() {
    return EXCUSES;
  }
}
