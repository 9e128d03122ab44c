package io.quorate.transport.grpc;

import io.quorate.sim.tck.TransportConformance;
import io.quorate.spi.TransportProvider;

class GrpcTransportConformanceTest extends TransportConformance {
  @Override
  protected TransportProvider provider() {
    return new GrpcTransportProvider();
  }
}
