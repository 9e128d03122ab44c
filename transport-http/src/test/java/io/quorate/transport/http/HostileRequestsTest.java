package io.quorate.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.NodeAddress;
import io.quorate.sim.tck.transport.Await;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What somebody may do who can reach the port, byte for byte. */
@Timeout(120)
class HostileRequestsTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final int MAX_FRAME = 1 << 20;
  private static final String POST = "POST /quorate/v1/frames HTTP/1.1\r\nHost: x\r\n";
  private static final String TYPE = "Content-Type: application/octet-stream\r\n";

  private final AtomicInteger received = new AtomicInteger();
  private final List<Socket> sockets = new ArrayList<>();
  private final List<HttpTransport> opened = new ArrayList<>();
  private HttpTransport transport;

  @BeforeEach
  void open() throws Exception {
    open(LONG, 1_024);
  }

  private void open(Duration requestTimeout, int maxConnections) throws Exception {
    transport = new HttpTransport(new HttpTransportOptions(
        "hostile",
        new NodeAddress("127.0.0.1", 0),
        MAX_FRAME,
        4 << 20,
        LONG,
        LONG,
        requestTimeout,
        4,
        maxConnections,
        false,
        Optional.empty()));
    opened.add(transport);
    transport.start((hint, frame) -> received.incrementAndGet());
  }

  @AfterEach
  void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    opened.forEach(HttpTransport::close);
  }

  private Socket connect() throws IOException {
    Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), transport.localAddress().port());
    socket.setSoTimeout((int) LONG.toMillis());
    sockets.add(socket);
    return socket;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** The beginning of what is answered, as far as the header. */
  private static String head(Socket socket) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int next;
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")
        && (next = socket.getInputStream().read()) >= 0) {
      head.write(next);
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  private String ask(String request) throws IOException {
    Socket socket = connect();
    write(socket, request);
    return head(socket);
  }

  private void assertHangsUp(Socket socket) {
    try {
      while (socket.getInputStream().read() >= 0) {
        // An answer on the way is fine.
      }
    } catch (IOException e) {
      // Hanging up may show as a reset, but not as patience that ended.
      assertThat(e).isNotInstanceOf(java.net.SocketTimeoutException.class);
    }
  }

  private void assertServes() throws Exception {
    HttpTransport sender = new HttpTransport(
        HttpTransportOptions.of("good", new NodeAddress("127.0.0.1", 0), MAX_FRAME));
    opened.add(sender);
    sender.start((hint, frame) -> {});
    int before = received.get();
    Await.until(LONG, () -> "a frame arrives: " + sender.counters(), () -> {
      sender.send(transport.localAddress(), ByteBuffer.allocate(10));
      return received.get() > before;
    });
    sender.close();
  }

  private long count(String name) {
    return transport.counters().get(name);
  }

  @Test
  void aGoodRequestIsAnsweredWith204AndTheConnectionIsKept() throws Exception {
    Socket socket = connect();
    for (int i = 1; i <= 3; i++) {
      write(socket, POST + TYPE + "Content-Length: 6\r\n\r\n\0\0\0\2ab");
      assertThat(head(socket))
          .startsWith("HTTP/1.1 204 ")
          .contains("Quorate-Transport: http/1")
          .doesNotContain("Server:")
          .doesNotContain("close");
      assertThat(received).hasValue(i);
    }
    write(socket, POST + TYPE + "Content-Length: 0\r\n\r\n");
    assertThat(head(socket)).startsWith("HTTP/1.1 204 ");
  }

  @Test
  void whatIsNotForUsIsAnsweredAsHttpSays() throws Exception {
    assertThat(ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n")).startsWith("HTTP/1.1 404 ");
    assertThat(ask("POST /quorate/v2/frames HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"))
        .startsWith("HTTP/1.1 404 ");
    assertThat(ask("POST /quorate/v1/frames/ HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"))
        .startsWith("HTTP/1.1 404 ");
    assertThat(ask("GET /quorate/v1/frames HTTP/1.1\r\nHost: x\r\n\r\n"))
        .startsWith("HTTP/1.1 405 ")
        .contains("Allow: POST");
    assertThat(ask("BREW /quorate/v1/frames HTTP/1.1\r\nHost: x\r\n\r\n"))
        .startsWith("HTTP/1.1 405 ");
    assertThat(ask(POST + "Content-Type: text/plain\r\nContent-Length: 1\r\n\r\nx"))
        .startsWith("HTTP/1.1 415 ");
    assertThat(ask(POST + "Content-Length: 1\r\n\r\nx")).startsWith("HTTP/1.1 415 ");
    assertThat(count("refused.requests")).isEqualTo(7);
    assertThat(received).hasValue(0);
    assertServes();
  }

  @Test
  void whatIsNoHttpIsRefused() throws Exception {
    assertThat(ask("nonsense\r\n\r\n")).startsWith("HTTP/1.1 400 ");
    assertThat(ask("POST /quorate/v1/frames HTTP/7.7\r\nHost: x\r\n\r\n"))
        .startsWith("HTTP/1.1 505 ");
    assertThat(ask(POST + "Content-Length: -1\r\n\r\n")).startsWith("HTTP/1.1 400 ");
    assertThat(ask(POST + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ");
    assertThat(ask(POST + "Content-Length: 99999999999999999999\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ");
    assertThat(ask(POST + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ");
    assertThat(ask("POST /quorate/../quorate/v1/%66rames%2f HTTP/1.1\r\nHost: x\r\n\r\n"))
        .startsWith("HTTP/1.1 4");
    assertServes();
  }

  @Test
  void hugeHeadersAreRefused() throws Exception {
    Socket socket = connect();
    write(socket, POST);
    try {
      for (int i = 0; i < 100_000; i++) {
        write(socket, "X-" + i + ": " + "y".repeat(100) + "\r\n");
      }
    } catch (IOException e) {
      // Hung up on in the middle of it, as it should be.
    }
    assertHangsUp(socket);
    assertThat(ask("POST /" + "a".repeat(100_000) + " HTTP/1.1\r\n"))
        .satisfiesAnyOf(
            head -> assertThat(head).startsWith("HTTP/1.1 414 "),
            head -> assertThat(head).startsWith("HTTP/1.1 431 "),
            head -> assertThat(head).isEmpty());
    assertServes();
  }

  @Test
  void aBodyThatIsNoFramesIsRefused() throws Exception {
    assertThat(ask(POST + TYPE + "Content-Length: 3\r\n\r\n\0\0\0")).startsWith("HTTP/1.1 400 ");
    assertThat(ask(POST + TYPE + "Content-Length: 8\r\n\r\n\0\0\0\7abcd"))
        .startsWith("HTTP/1.1 400 ");
    assertThat(ask(POST + TYPE + "Content-Length: 8\r\n\r\nabcdabcd")).startsWith("HTTP/1.1 413 ");
    assertThat(count("refused.frames")).isEqualTo(3);
    assertThat(received).hasValue(0);
    assertServes();
  }

  @Test
  void whatIsWholeBeforeHalfAFrameIsDelivered() throws Exception {
    assertThat(ask(POST + TYPE + "Content-Length: 9\r\n\r\n\0\0\0\1a\0\0\0\7"))
        .startsWith("HTTP/1.1 400 ");
    assertThat(received).hasValue(1);
  }

  @Test
  void tooLargeABodyIsRefusedBeforeItComes() throws Exception {
    assertThat(ask(POST + TYPE + "Content-Length: " + (MAX_FRAME + 5) + "\r\n\r\n"))
        .startsWith("HTTP/1.1 413 ");
    assertThat(ask(POST + TYPE + "Content-Length: 4000000000\r\n\r\n")).startsWith("HTTP/1.1 413 ");
    assertServes();
  }

  @Test
  void aBodyOfUnknownLengthIsCountedAsItComes() throws Exception {
    Socket socket = connect();
    write(socket, POST + TYPE + "Transfer-Encoding: chunked\r\n\r\n5\r\n\0\0\0\1a\r\n0\r\n\r\n");
    assertThat(head(socket)).startsWith("HTTP/1.1 204 ");
    assertThat(received).hasValue(1);
    write(socket, POST + TYPE + "Transfer-Encoding: chunked\r\n\r\n");
    String frames = "8000\r\n" + "\0\0\0\4abcd".repeat(0x1000) + "\r\n";
    boolean hungUp = false;
    try {
      for (int i = 0; i < 1_000; i++) {
        write(socket, frames);
      }
    } catch (IOException e) {
      hungUp = true;
    }
    assertThat(hungUp || head(socket).startsWith("HTTP/1.1 413 ")).isTrue();
    Await.until(LONG, () -> "it is refused", () -> count("refused.frames") == 1);
    assertThat(received.get()).isLessThan(1 + MAX_FRAME / 8 + 1_000);
    assertServes();
  }

  @Test
  void aHeaderThatDoesNotComeInTimeIsHungUpOn() throws Exception {
    open(Duration.ofMillis(300), 1_024);
    Socket silent = connect();
    Socket half = connect();
    write(half, "POST /quorate/v1/fra");
    Socket trickle = connect();
    Thread writer = new Thread(() -> {
      try {
        write(trickle, POST);
        // Ends because it is hung up on.
        while (true) {
          write(trickle, "X");
        }
      } catch (IOException e) {
        // As it should be.
      }
    });
    writer.start();
    assertHangsUp(silent);
    assertHangsUp(half);
    assertHangsUp(trickle);
    trickle.close();
    writer.join();
    assertServes();
  }

  @Test
  void aBodyThatDoesNotComeInTimeIsHungUpOnAndLeavesNothing() throws Exception {
    open(Duration.ofMillis(300), 1_024);
    Socket promised = connect();
    write(promised, POST + TYPE + "Content-Length: 1000004\r\n\r\n\0\17\102\100");
    Socket begun = connect();
    write(begun, POST + TYPE + "Content-Length: 1000004\r\n\r\n\0\17\102\100" + "x".repeat(5_000));
    assertHangsUp(promised);
    assertHangsUp(begun);
    Await.until(
        LONG,
        () -> "both are counted: " + transport.counters(),
        () -> count("refused.requests") == 2);
    assertThat(received).hasValue(0);
    assertServes();
  }

  @Test
  void whoBreaksOffInABodyLeavesNothing() throws Exception {
    for (int i = 0; i < 20; i++) {
      Socket socket = connect();
      write(
          socket,
          POST + TYPE + "Content-Length: 1000004\r\n\r\n\0\17\102\100" + "x".repeat(50_000));
      socket.close();
    }
    Await.until(
        LONG,
        () -> "all are counted: " + transport.counters(),
        () -> count("refused.requests") == 20);
    assertThat(received).hasValue(0);
    assertServes();
  }

  @Test
  void moreConnectionsThanThereMayBeKeepNobodyOutForLong() throws Exception {
    open(Duration.ofMillis(300), 16);
    for (int i = 0; i < 200; i++) {
      try {
        write(connect(), i % 2 == 0 ? "" : "POST /");
      } catch (IOException e) {
        // This one is neither accepted nor kept waiting, or was hung up on already.
        continue;
      }
    }
    assertServes();
  }

  @Test
  void thousandsOfConnectionsDoNotDisturbAPeer() throws Exception {
    HttpTransport sender = new HttpTransport(
        HttpTransportOptions.of("good", new NodeAddress("127.0.0.1", 0), MAX_FRAME));
    opened.add(sender);
    sender.start((hint, frame) -> {});
    sender.send(transport.localAddress(), ByteBuffer.allocate(10));
    Await.until(LONG, () -> "a frame arrives", () -> received.get() == 1);
    connectUntilNoMoreAreTaken();
    sender.send(transport.localAddress(), ByteBuffer.allocate(10));
    Await.until(LONG, () -> "another arrives: " + sender.counters(), () -> received.get() == 2);
    assertThat(sender.counters()).containsEntry("connections.opened", 1L);
    assertServes();
  }

  private void connectUntilNoMoreAreTaken() {
    try {
      for (int i = 0; i < 3_000; i++) {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.connect(
            new InetSocketAddress(
                InetAddress.getLoopbackAddress(), transport.localAddress().port()),
            200);
        if (i % 3 == 0) {
          write(socket, POST);
        }
      }
    } catch (IOException e) {
      // More are neither accepted nor kept waiting.
    }
  }

  @Test
  void brokenHttpTwoIsHungUpOn() throws Exception {
    String preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    Socket noise = connect();
    write(noise, preface + "\377".repeat(1_000));
    assertHangsUp(noise);
    // A flood of pings, which each would have to be answered.
    Socket pings = connect();
    write(pings, preface + "\0\0\0\4\0\0\0\0\0");
    Thread drain = new Thread(() -> assertHangsUp(pings));
    drain.start();
    boolean hungUp = false;
    try {
      for (int i = 0; i < 10_000_000; i++) {
        write(pings, "\0\0\10\6\0\0\0\0\00012345678");
      }
    } catch (IOException e) {
      hungUp = true;
    }
    assertThat(hungUp).isTrue();
    drain.join();
    assertServes();
  }
}
