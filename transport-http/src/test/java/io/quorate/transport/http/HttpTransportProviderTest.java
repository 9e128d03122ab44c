package io.quorate.transport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.NodeAddress;
import io.quorate.sim.tck.transport.Await;
import io.quorate.sim.tck.transport.HungPeer;
import io.quorate.spi.Availability;
import io.quorate.spi.Backend.Suitability;
import io.quorate.spi.Transport;
import io.quorate.spi.Transport.Admission;
import io.quorate.spi.TransportException;
import io.quorate.spi.TransportProvider;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class HttpTransportProviderTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final HttpTransportProvider provider = new HttpTransportProvider();

  @Test
  void isFoundAndSaysWhatItIs() {
    assertThat(ServiceLoader.load(TransportProvider.class))
        .hasAtLeastOneElementOfType(HttpTransportProvider.class);
    assertThat(provider.name()).isEqualTo("http");
    assertThat(provider.description())
        .matches("http \\(OkHttp \\d+\\.\\d+\\.\\d+, Jetty \\d+\\.\\d+\\.\\d+\\)");
    assertThat(provider.suitability()).isEqualTo(Suitability.PRODUCTION);
    assertThat(provider.availability()).isEqualTo(Availability.AVAILABLE);
    assertThat(provider.configKeys()).allMatch(key -> key.name().startsWith("transport.http."));
  }

  @Test
  void theKeysOfSendingTakeEffect() throws Exception {
    Transport transport = provider.create(TestContext.of(Map.of(
        "transport.http.queue-bytes", "2MiB",
        "transport.http.response-timeout", "100ms")));
    try (HungPeer hung = new HungPeer()) {
      transport.start((hint, bytes) -> {});
      ByteBuffer frame = ByteBuffer.allocate(1 << 20);
      assertThat(transport.send(hung.address(), frame.duplicate())).isEqualTo(Admission.QUEUED);
      assertThat(transport.send(hung.address(), frame.duplicate()))
          .isEqualTo(Admission.SHED_QUEUE_FULL);
      Await.until(
          LONG,
          () -> "the attempt ends",
          () -> transport.send(hung.address(), frame.duplicate()) == Admission.SHED_UNREACHABLE);
    } finally {
      transport.close();
    }
  }

  @Test
  void theKeyOfConnectingTakesEffect() throws Exception {
    // Nobody is at these addresses (RFC 5737); some networks say so at once, and others nothing.
    Transport transport =
        provider.create(TestContext.of(Map.of("transport.http.connect-timeout", "100ms")));
    try {
      transport.start((hint, bytes) -> {});
      Await.until(
          LONG,
          () -> "the attempt ends",
          () -> transport.send(new NodeAddress("192.0.2.1", 7), ByteBuffer.allocate(1))
              == Admission.SHED_UNREACHABLE);
    } finally {
      transport.close();
    }
  }

  @Test
  void theKeysOfServingTakeEffect() throws Exception {
    Transport transport = provider.create(TestContext.of(Map.of(
        "transport.http.request-timeout", "100ms",
        "transport.http.max-connections", "4",
        "transport.http.server-threads", "4")));
    try {
      transport.start((hint, bytes) -> {});
      // More than may be there at a time: all are closed in the end, because none says a word.
      Socket[] sockets = new Socket[8];
      for (int i = 0; i < sockets.length; i++) {
        sockets[i] = new Socket(
            InetAddress.getLoopbackAddress(), transport.localAddress().port());
        sockets[i].setSoTimeout((int) LONG.toMillis());
      }
      for (Socket socket : sockets) {
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
        socket.close();
      }
    } finally {
      transport.close();
    }
  }

  @Test
  void theKeyOfTheProtocolTakesEffect() throws Exception {
    for (boolean http2 : new boolean[] {false, true}) {
      Transport transport =
          provider.create(TestContext.of(Map.of("transport.http.http2", Boolean.toString(http2))));
      try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        transport.start((hint, bytes) -> {});
        transport.send(new NodeAddress("127.0.0.1", server.getLocalPort()), ByteBuffer.allocate(1));
        try (Socket socket = server.accept()) {
          InputStream in = socket.getInputStream();
          String beginning = new String(in.readNBytes(10), StandardCharsets.US_ASCII);
          assertThat(beginning).isEqualTo(http2 ? "PRI * HTTP" : "POST /quor");
        }
      } finally {
        transport.close();
      }
    }
  }

  @Test
  void aQueueWithoutRoomForOneFrameIsRefused() {
    assertThatThrownBy(
            () -> provider.create(TestContext.of(Map.of("transport.http.queue-bytes", "1MiB"))))
        .isInstanceOf(TransportException.class)
        .hasMessageContaining("transport.http.queue-bytes: 1MiB has no room")
        .hasMessageContaining("at least 1048640");
  }
}
