package io.quorate.transport.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.NodeAddress;
import io.quorate.sim.tck.transport.Await;
import io.quorate.sim.tck.transport.HungPeer;
import io.quorate.sim.tck.transport.Leftovers;
import io.quorate.spi.Availability;
import io.quorate.spi.Backend.Suitability;
import io.quorate.spi.Transport;
import io.quorate.spi.Transport.Admission;
import io.quorate.spi.TransportException;
import io.quorate.spi.TransportProvider;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class GrpcTransportProviderTest {
  private final GrpcTransportProvider provider = new GrpcTransportProvider();

  @Test
  void isFoundAndSaysWhatItIs() {
    assertThat(ServiceLoader.load(TransportProvider.class))
        .hasExactlyElementsOfTypes(GrpcTransportProvider.class);
    assertThat(provider.name()).isEqualTo("grpc");
    assertThat(provider.description()).matches("grpc \\d+\\.\\d+\\.\\d+");
    assertThat(provider.suitability()).isEqualTo(Suitability.PRODUCTION);
    assertThat(provider.availability()).isEqualTo(Availability.AVAILABLE);
    assertThat(provider.configKeys()).allMatch(key -> key.name().startsWith("transport.grpc."));
  }

  @Test
  void theKeysTakeEffect() throws Exception {
    Transport transport = provider.create(TestContext.of(Map.of(
        "transport.grpc.queue-bytes", "2MiB",
        "transport.grpc.connect-timeout", "100ms",
        "transport.grpc.io-threads", "3")));
    try (HungPeer hung = new HungPeer()) {
      transport.start((hint, bytes) -> {});
      ByteBuffer frame = ByteBuffer.allocate(1 << 20);
      assertThat(transport.send(hung.address(), frame.duplicate())).isEqualTo(Admission.QUEUED);
      assertThat(transport.send(hung.address(), frame.duplicate()))
          .isEqualTo(Admission.SHED_QUEUE_FULL);
      Await.until(
          Duration.ofSeconds(20),
          () -> "the attempt ends",
          () -> transport.send(hung.address(), frame.duplicate()) == Admission.SHED_UNREACHABLE);
      for (int port = 1; port <= 3; port++) {
        transport.send(new NodeAddress("127.0.0.1", port), ByteBuffer.allocate(1));
      }
      Await.until(
          Duration.ofSeconds(20),
          () -> "three threads: " + Leftovers.threadsNamed("quorate-n-io-"),
          () -> Leftovers.threadsNamed("quorate-n-io-").size() == 3);
    } finally {
      transport.close();
    }
  }

  @Test
  void aQueueWithoutRoomForOneFrameIsRefused() {
    assertThatThrownBy(
            () -> provider.create(TestContext.of(Map.of("transport.grpc.queue-bytes", "1MiB"))))
        .isInstanceOf(TransportException.class)
        .hasMessageContaining("transport.grpc.queue-bytes: 1MiB has no room")
        .hasMessageContaining("at least 1048640");
  }
}
