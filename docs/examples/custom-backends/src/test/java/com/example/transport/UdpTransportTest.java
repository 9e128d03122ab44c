package com.example.transport;

import io.quorate.sim.tck.TransportConformance;
import io.quorate.spi.TransportProvider;

// #region kit
class UdpTransportTest extends TransportConformance {
  @Override
  protected TransportProvider provider() {
    return new UdpTransportProvider();
  }
}
// #endregion
