package io.quorate.transport.grpc;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import javax.net.ssl.SSLSession;

/**
 * One connection to a peer from the attempt to its end: a channel of its own with a single call on
 * it. A new attempt is a new object, so that nothing of a broken connection can be mistaken for
 * news of its successor, and so that when to try again is decided here and not by gRPC, which would
 * wait for up to two minutes.
 *
 * <p>All methods, and all calls of the owner, happen on the owner's event loop.
 */
final class OutgoingConnection {
  /**
   * How much gRPC may hold for a connection before it says that it is not ready. As much as keeps
   * the socket busy while the loop does other work; what waits beyond is in our queue, where it is
   * counted and can be kept for the next connection.
   */
  private static final int READY_THRESHOLD_BYTES = 256 << 10;

  private final ManagedChannel channel;
  private final ClientCall<FrameBatch, Void> call;
  private final Executor loop;
  private final Owner owner;
  private final Function<SSLSession, Optional<String>> refusal;
  private boolean opened;
  private boolean ended;

  /** Hears what happens. */
  interface Owner {
    /** The peer answered; frames may be written as long as {@link #isReady}. */
    void opened(OutgoingConnection connection);

    /** It can take more. */
    void writable(OutgoingConnection connection);

    /** It is over, and has been closed. Called once. */
    void ended(OutgoingConnection connection, String reason);
  }

  /**
   * Prepares one.
   *
   * @param refusal why the peer of a session may not be spoken with; asked of connections with TLS
   */
  OutgoingConnection(
      ManagedChannel channel,
      Executor loop,
      Owner owner,
      Function<SSLSession, Optional<String>> refusal) {
    this.channel = channel;
    this.loop = loop;
    this.owner = owner;
    this.refusal = refusal;
    this.call = channel.newCall(
        Protocol.CALLER, CallOptions.DEFAULT.withOnReadyThreshold(READY_THRESHOLD_BYTES));
  }

  /** Begins to connect. */
  void open() {
    call.start(new Listener(), new Metadata());
    call.request(1);
  }

  /** Whether the peer has answered. */
  boolean isOpened() {
    return opened;
  }

  /** Whether a batch may be written now. */
  boolean isReady() {
    return opened && !ended && call.isReady();
  }

  /** Hands a batch to gRPC. */
  void write(FrameBatch batch) {
    try {
      call.sendMessage(batch);
    } catch (RuntimeException e) {
      // gRPC refuses messages on a call that ended; its report of the end is on the way, but need
      // not be awaited.
      fail("cannot write: " + e);
    }
  }

  /** Ends the connection, and tells the owner, if its peer may not be spoken with any more. */
  void failIfRefused() {
    SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
    // Before it is opened its handshake may be under way, and finds the list as it is now.
    if (session != null && !ended) {
      refusal.apply(session).ifPresent(this::fail);
    }
  }

  /** Ends the connection and tells the owner. */
  void fail(String reason) {
    if (!ended) {
      close(reason);
      owner.ended(this, reason);
    }
  }

  /** Ends the connection and tells nobody. */
  void close(String reason) {
    ended = true;
    call.cancel(reason, null);
    channel.shutdownNow();
  }

  private void onLoop(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      // The transport closed; so did this connection.
    }
  }

  /** Called by gRPC, on a thread of its choice: hence the hop. */
  private final class Listener extends ClientCall.Listener<Void> {
    @Override
    public void onReady() {
      onLoop(() -> {
        if (ended) {
          return;
        }
        if (opened) {
          owner.writable(OutgoingConnection.this);
          return;
        }
        // A session that was resumed has shown no certificate in its handshake.
        failIfRefused();
        if (!ended) {
          opened = true;
          owner.opened(OutgoingConnection.this);
        }
      });
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      onLoop(() -> fail(describe(status)));
    }
  }

  /** The status and what is at the root of it, each in a line: gRPC adds pages. */
  private static String describe(Status status) {
    StringBuilder text = new StringBuilder(status.getCode().name());
    if (status.getDescription() != null) {
      text.append(", ").append(firstLine(status.getDescription()));
    }
    Throwable root = status.getCause();
    while (root != null && root.getCause() != null) {
      root = root.getCause();
    }
    if (root != null) {
      text.append(": ").append(root.getMessage() == null ? root : firstLine(root.getMessage()));
    }
    return text.toString();
  }

  private static String firstLine(String text) {
    return text.lines()
        .findFirst()
        .map(line -> line.substring(0, Math.min(line.length(), 200)))
        .orElse("");
  }
}
