package io.quorate.transport.http;

import io.quorate.NodeAddress;
import io.quorate.config.Settings;
import io.quorate.sim.tck.GivenSettings;
import io.quorate.spi.TransportProvider.TransportContext;
import java.util.Map;

/** What the engine would give to the provider. */
record TestContext(String nodeName, NodeAddress bindAddress, int maxFrameBytes, Settings settings)
    implements TransportContext {
  static TestContext of(Map<String, String> values) {
    return new TestContext(
        "n", new NodeAddress("127.0.0.1", 0), 1 << 20, new GivenSettings(values));
  }
}
