package io.quorate.transport.grpc;

import io.quorate.sim.tck.PinnedTlsConformance;
import io.quorate.spi.TransportProvider;
import java.util.Map;

class GrpcPinnedTlsTest extends PinnedTlsConformance {
  @Override
  protected TransportProvider provider() {
    return new GrpcTransportProvider();
  }

  @Override
  protected Map<String, String> settings() {
    // Patience for machines that are busy; and two threads, so that handshakes meet.
    return Map.of("transport.grpc.connect-timeout", "20s", "transport.grpc.io-threads", "2");
  }
}
