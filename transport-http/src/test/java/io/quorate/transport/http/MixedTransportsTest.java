package io.quorate.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.quorate.NodeAddress;
import io.quorate.sim.tck.transport.Await;
import io.quorate.sim.tck.transport.TestCertificates;
import io.quorate.spi.Transport;
import io.quorate.spi.Transport.Admission;
import io.quorate.transport.common.TlsFiles;
import io.quorate.transport.common.TlsMaterial;
import io.quorate.transport.grpc.GrpcTransport;
import io.quorate.transport.grpc.GrpcTransportOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Something else than a transport like this answers or calls: the log has to say what. */
class MixedTransportsTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final NodeAddress ANY_PORT = new NodeAddress("127.0.0.1", 0);
  private static final int MAX_FRAME = 1 << 20;

  private final AtomicInteger received = new AtomicInteger();
  private final List<Transport> opened = new ArrayList<>();

  private <T extends Transport> T open(T transport) throws Exception {
    opened.add(transport);
    transport.start((hint, frame) -> received.incrementAndGet());
    return transport;
  }

  private HttpTransport http(boolean http2) throws Exception {
    return open(
        new HttpTransport(HttpTransportOptions.of("http", ANY_PORT, MAX_FRAME).withHttp2(http2)));
  }

  private GrpcTransport grpc() throws Exception {
    return open(new GrpcTransport(GrpcTransportOptions.of("grpc", ANY_PORT, MAX_FRAME)));
  }

  @AfterEach
  void close() {
    opened.forEach(Transport::close);
    assertThat(received).hasValue(0);
  }

  private static void assertUnreachable(Transport from, NodeAddress to) {
    Await.until(
        LONG,
        () -> "the peer is unreachable: " + from.counters(),
        () -> from.send(to, ByteBuffer.allocate(100)) == Admission.SHED_UNREACHABLE);
  }

  private static void assertAnswers(
      NodeAddress address, HttpTransportOptions options, String description) throws Exception {
    long deadline = System.nanoTime() + LONG.toNanos();
    String answers = whoAnswers(address, options);
    while (!answers.contains(description) && System.nanoTime() - deadline < 0) {
      answers = whoAnswers(address, options);
    }
    assertThat(answers).contains(description);
  }

  /** What the log will say about whoever is there. */
  private static String whoAnswers(NodeAddress address, HttpTransportOptions options)
      throws Exception {
    // Patience for machines that are busy.
    HttpTransportOptions patient = new HttpTransportOptions(
        options.nodeName(),
        options.bindAddress(),
        options.maxFrameBytes(),
        options.queueBytes(),
        LONG,
        LONG,
        LONG,
        options.serverThreads(),
        options.maxConnections(),
        options.http2(),
        options.tls());
    ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    ClientThreads threads = new ClientThreads("asking");
    Optional<TlsContexts> tls = Optional.empty();
    if (options.tls().isPresent()) {
      TlsMaterial material = TlsContexts.KEYS.read(options.tls().get());
      tls = Optional.of(TlsContexts.of(material, material.trust()));
    }
    PeerClient client =
        new PeerClient(address, patient, tls, session -> Optional.empty(), threads, timer);
    try {
      FrameBatch batch = client.newBatch();
      batch.add(ByteBuffer.allocate(100));
      return Strangers.describe(client.post(batch));
    } catch (IOException e) {
      return Strangers.describe(e, options.http2(), tls.isPresent()).orElse("" + e);
    } finally {
      client.close();
      threads.stop();
      timer.shutdownNow();
    }
  }

  @Test
  void aGrpcPeerIsRecognised() throws Exception {
    GrpcTransport grpc = grpc();
    for (boolean http2 : new boolean[] {false, true}) {
      HttpTransport http = http(http2);
      assertUnreachable(http, grpc.localAddress());
      // Not by every attempt: what the other side says is lost if it resets the connection.
      Await.until(LONG, () -> "it is recognised: " + http.counters(), () -> {
        http.send(grpc.localAddress(), ByteBuffer.allocate(100));
        return http.counters().get("strangers") > 0;
      });
      assertAnswers(
          grpc.localAddress(),
          HttpTransportOptions.of("n", ANY_PORT, MAX_FRAME).withHttp2(http2),
          "that node has transport=grpc, and this one transport=http; all nodes of a cluster need the same");
    }
  }

  @Test
  void theGrpcSideRecognisesAnHttpPeerToo() throws Exception {
    GrpcTransport calling = grpc();
    HttpTransport answering = http(false);
    Await.until(LONG, () -> "the answer is recognised: " + calling.counters(), () -> {
      calling.send(answering.localAddress(), ByteBuffer.allocate(100));
      return calling.counters().get("strangers") > 0;
    });
    GrpcTransport called = grpc();
    HttpTransport caller = http(false);
    Await.until(LONG, () -> "the call is recognised: " + called.counters(), () -> {
      caller.send(called.localAddress(), ByteBuffer.allocate(100));
      return called.counters().get("strangers") > 0;
    });
  }

  @Test
  void aGrpcPeerIsRecognisedOverTls(@TempDir Path directory) throws Exception {
    TestCertificates certificates = new TestCertificates(directory);
    TestCertificates.Identity node = certificates.selfSigned("node", "dns:localhost,ip:127.0.0.1");
    TlsFiles files =
        new TlsFiles(node.certificate(), node.privateKey(), Optional.of(node.certificate()), false);
    GrpcTransport grpc = open(
        new GrpcTransport(GrpcTransportOptions.of("grpc", ANY_PORT, MAX_FRAME).withTls(files)));
    for (boolean http2 : new boolean[] {false, true}) {
      assertAnswers(
          grpc.localAddress(),
          HttpTransportOptions.of("n", ANY_PORT, MAX_FRAME).withHttp2(http2).withTls(files),
          "transport=grpc");
    }
  }

  @Test
  void aGrpcCallIsRecognisedAndToldSo() throws Exception {
    HttpTransport http = http(false);
    GrpcTransport grpc = grpc();
    Await.until(LONG, () -> "it is counted: " + http.counters(), () -> {
      grpc.send(http.localAddress(), ByteBuffer.allocate(100));
      return http.counters().get("strangers") > 0;
    });
    ManagedChannel channel = NettyChannelBuilder.forAddress(
            "127.0.0.1", http.localAddress().port())
        .usePlaintext()
        .build();
    try {
      MethodDescriptor<byte[], byte[]> method = MethodDescriptor.<byte[], byte[]>newBuilder()
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName("io.quorate.transport.v1.Frames/Send")
          .setRequestMarshaller(new Bytes())
          .setResponseMarshaller(new Bytes())
          .build();
      Status status = Status.OK;
      try {
        ClientCalls.blockingUnaryCall(channel, method, CallOptions.DEFAULT, new byte[10]);
      } catch (StatusRuntimeException e) {
        status = e.getStatus();
      }
      assertThat(status.getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
      assertThat(status.getDescription()).isEqualTo(Strangers.refusal());
    } finally {
      channel.shutdownNow();
    }
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      return new byte[0];
    }
  }

  private static void end(ServerSocket server) throws IOException {
    server.close();
  }

  /** Answers every request with the same. */
  private void assertStranger(String answer, String description) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread thread = new Thread(() -> {
        try {
          while (true) {
            try (Socket socket = server.accept()) {
              socket.setSoTimeout((int) LONG.toMillis());
              socket.getInputStream().read(new byte[10_000]);
              socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
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
      assertThat(whoAnswers(address, HttpTransportOptions.of("n", ANY_PORT, MAX_FRAME)))
          .isEqualTo(description);
      HttpTransport http = http(false);
      assertUnreachable(http, address);
      http.close();
      end(server);
      thread.join();
    }
  }

  @Test
  void aWebServerIsRecognised() throws Exception {
    assertStranger(
        "HTTP/1.1 404 Not Found\r\nServer: x\r\nContent-Length: 3\r\n\r\nnix",
        "something that is no node with transport=http answers, with status 404; is the address right?");
  }

  @Test
  void whoeverSwallowsWhatHeIsSentIsNotTakenForAPeer() throws Exception {
    assertStranger(
        "HTTP/1.1 204 No Content\r\n\r\n",
        "something that is no node with transport=http answers, with status 204; is the address right?");
  }

  @Test
  void aNewerPeerThatRefusesIsQuotedInOneLine() throws Exception {
    assertStranger(
        "HTTP/1.1 404 Not Found\r\nQuorate-Transport: http/1\r\nContent-Length: 24\r\n\r\nframes go to /\u0007quorate/\nx",
        "the peer refuses, 404: frames go to /?quorate/");
  }
}
