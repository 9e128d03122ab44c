package io.quorate.transport.grpc;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerStreamTracer;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.quorate.NodeAddress;
import io.quorate.spi.Transport.Receiver;
import io.quorate.transport.common.PinGuard;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The accepting side: takes the calls of peers and hands their frames to the receiver, on the I/O
 * thread that read them. A receiver that is slow therefore stops the reading, TCP stops the sender,
 * and the sender's bounded queue fills.
 */
final class FrameServer {
  private static final Logger LOG = LoggerFactory.getLogger(GrpcTransport.class);

  /**
   * How many messages gRPC may deliver before it is told to go on. It needs a number; none is too
   * many, see above.
   */
  private static final int DEMAND = 1 << 10;

  /** What a caller is told; the log here says more. */
  private static final String UNPINNED = "the key of the caller's certificate is not pinned here";

  private final GrpcTransportOptions options;
  private final TransportCounters counters;
  private final Optional<PinGuard> guard;
  private final AcceptedChannels accepted;
  private final Receiver receiver;
  private final Server server;
  private volatile boolean muted;

  FrameServer(
      GrpcTransportOptions options,
      Optional<TlsContexts> tls,
      IoThreads threads,
      TransportCounters counters,
      Optional<PinGuard> guard,
      AcceptedChannels accepted,
      Receiver receiver) {
    this.options = options;
    this.counters = counters;
    this.guard = guard;
    this.accepted = accepted;
    this.receiver = receiver;
    MethodDescriptor<Protocol.Inbound, Void> method = Protocol.callee(options.maxFrameBytes());
    NodeAddress bind = options.bindAddress();
    NettyServerBuilder builder = NettyServerBuilder.forAddress(
            new InetSocketAddress(bind.host(), bind.port()))
        .channelType(threads.serverType())
        .bossEventLoopGroup(threads.group())
        .workerEventLoopGroup(threads.group())
        .directExecutor()
        .maxInboundMessageSize(FrameBatch.maxMessageBytes(options.maxFrameBytes()))
        .flowControlWindow(HttpTwo.WINDOW_BYTES)
        // One call per connection is all that a peer makes.
        .maxConcurrentCallsPerConnection(4)
        .handshakeTimeout(10, TimeUnit.SECONDS)
        .permitKeepAliveTime(1, TimeUnit.SECONDS)
        .permitKeepAliveWithoutCalls(true)
        .keepAliveTime(HttpTwo.KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
        .keepAliveTimeout(HttpTwo.KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
        .addStreamTracerFactory(new OversizeCounter())
        .addService(ServerServiceDefinition.builder(Protocol.SERVICE)
            .addMethod(method, new Handler())
            .build());
    tls.ifPresent(contexts -> builder.sslContext(contexts.server()));
    guard.ifPresent(pins -> builder.addTransportFilter(new PinFilter(pins)));
    server = builder.build();
  }

  private static boolean isPinned(PinGuard guard, Attributes attributes) {
    SSLSession session = attributes.get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
    return session != null && guard.isPinned(session);
  }

  /** Looks at connections that stand: one that resumes a session has shown no certificate. */
  private final class PinFilter extends ServerTransportFilter {
    private final PinGuard pins;

    PinFilter(PinGuard pins) {
      this.pins = pins;
    }

    @Override
    public Attributes transportReady(Attributes attributes) {
      pins.look();
      if (!isPinned(pins, attributes)) {
        accepted.closeRefused(pins);
      }
      return attributes;
    }
  }

  /** Binds and accepts. */
  void start() throws IOException {
    server.start();
  }

  int port() {
    return server.getPort();
  }

  /** Delivers nothing from now on. */
  void mute() {
    muted = true;
  }

  /** Closes the sockets soon. */
  void stop() {
    server.shutdownNow();
  }

  boolean awaitStopped(long timeoutMillis) throws InterruptedException {
    return server.awaitTermination(timeoutMillis, TimeUnit.MILLISECONDS);
  }

  private void deliver(String hint, ByteBuffer frame) {
    if (muted) {
      return;
    }
    counters.receivedFrames.increment();
    counters.receivedBytes.add(frame.remaining());
    try {
      receiver.onFrame(hint, frame);
    } catch (RuntimeException e) {
      // Its contract forbids this. The frame is lost, as frames may be; the connection serves on.
      counters.receiverFailures.increment();
      LOG.error("{}: the receiver of frames failed on one from {}", options.nodeName(), hint, e);
    }
  }

  private final class Handler implements ServerCallHandler<Protocol.Inbound, Void> {
    @Override
    public ServerCall.Listener<Protocol.Inbound> startCall(
        ServerCall<Protocol.Inbound, Void> call, Metadata headers) {
      Attributes attributes = call.getAttributes();
      SocketAddress remote = attributes.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
      if (guard.isPresent() && !isPinned(guard.get(), attributes)) {
        // Its connection is being closed; but this may have come in with the end of the handshake.
        call.close(Status.UNAUTHENTICATED.withDescription(UNPINNED), new Metadata());
        return new ServerCall.Listener<>() {};
      }
      call.request(2 * DEMAND);
      return new Incoming(
          call, remote instanceof InetSocketAddress inet ? hint(inet) : String.valueOf(remote));
    }

    private String hint(InetSocketAddress remote) {
      return new NodeAddress(remote.getAddress().getHostAddress(), remote.getPort()).toString();
    }
  }

  /** The frames of one call. */
  private final class Incoming extends ServerCall.Listener<Protocol.Inbound> {
    private final ServerCall<Protocol.Inbound, Void> call;
    private final String hint;
    private int delivered;
    private boolean refused;

    Incoming(ServerCall<Protocol.Inbound, Void> call, String hint) {
      this.call = call;
      this.hint = hint;
    }

    @Override
    public void onMessage(Protocol.Inbound message) {
      if (refused) {
        return;
      }
      for (ByteBuffer frame : message.frames()) {
        deliver(hint, frame);
      }
      if (message.problem() != null) {
        // What follows cannot be told apart any more, or is not worth it; the peer may call again.
        refused = true;
        counters.refusedFrames.increment();
        LOG.warn("{}: refused from {}: {}", options.nodeName(), hint, message.problem());
        call.close(Status.INVALID_ARGUMENT.withDescription(message.problem()), new Metadata());
        return;
      }
      if (++delivered == DEMAND) {
        delivered = 0;
        call.request(DEMAND);
      }
    }

    @Override
    public void onHalfClose() {
      call.close(Status.OK, new Metadata());
    }
  }

  /** gRPC ends a call whose message is too large by itself, and tells nobody but tracers why. */
  private final class OversizeCounter extends ServerStreamTracer.Factory {
    @Override
    public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
      return new ServerStreamTracer() {
        @Override
        public void streamClosed(Status status) {
          if (status.getCode() == Status.Code.RESOURCE_EXHAUSTED) {
            counters.refusedFrames.increment();
            LOG.warn("{}: refused: {}", options.nodeName(), status.getDescription());
          }
        }
      };
    }
  }
}
