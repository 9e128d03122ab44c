package io.quorate.transport.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.NodeAddress;
import io.quorate.sim.tck.transport.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StrangersTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private GrpcTransport transport;

  @BeforeEach
  void open() throws Exception {
    transport =
        new GrpcTransport(GrpcTransportOptions.of("n", new NodeAddress("127.0.0.1", 0), 1 << 20));
    transport.start((hint, frame) -> {});
  }

  @AfterEach
  void close() {
    transport.close();
  }

  private long strangers() {
    return transport.counters().get("strangers");
  }

  @Test
  void whoAnswersByHttpOneIsRecognised() throws Exception {
    Thread thread;
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      thread = new Thread(() -> {
        try {
          while (true) {
            try (Socket socket = server.accept()) {
              socket.setSoTimeout((int) LONG.toMillis());
              socket.getInputStream().read(new byte[10_000]);
              socket
                  .getOutputStream()
                  .write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"
                      .getBytes(StandardCharsets.US_ASCII));
              socket.shutdownOutput();
              // Not before the other side, lest it see a reset in place of the answer.
              socket.getInputStream().readAllBytes();
            }
          }
        } catch (IOException e) {
          // The test has ended.
        }
      });
      thread.start();
      NodeAddress address = new NodeAddress("127.0.0.1", server.getLocalPort());
      Await.until(LONG, () -> "it is recognised: " + transport.counters(), () -> {
        transport.send(address, ByteBuffer.allocate(1));
        return strangers() > 0;
      });
      transport.close();
    }
    thread.join();
  }

  @Test
  void whoCallsByHttpOneIsRecognised() throws Exception {
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), transport.localAddress().port())) {
      socket.setSoTimeout((int) LONG.toMillis());
      socket
          .getOutputStream()
          .write("POST /quorate/v1/frames HTTP/1.1\r\nHost: n\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));
      socket.getInputStream().readAllBytes();
    }
    assertThat(strangers()).isEqualTo(1);
  }

  @Test
  void theLogSaysWhoItMayBe() {
    assertThat(Strangers.answering("UNIMPLEMENTED, this is a node with transport=http"))
        .contains("the peer does not speak the gRPC of Quorate (UNIMPLEMENTED, this is a node with"
            + " transport=http); probably that node has transport=http, and this one"
            + " transport=grpc; all nodes of a cluster need the same");
    assertThat(Strangers.answering("UNKNOWN, HTTP status code 502, invalid content-type: text"))
        .isPresent();
    assertThat(Strangers.answering("UNAVAILABLE, io exception: Connection refused"))
        .isEmpty();
    assertThat(Strangers.calling("GET /\u0007 HTTP/1.1\r\nHost: x\r\n"))
        .get()
        .asString()
        .startsWith("it begins with an HTTP/1.x request, 'GET /? HTTP/1.1'; if a node sends it, ");
    assertThat(Strangers.calling("PRI * HTTP/2.0\r\n\r\n")).isEmpty();
    assertThat(Strangers.calling("\u0016\u0003\u0001")).isEmpty();
  }
}
