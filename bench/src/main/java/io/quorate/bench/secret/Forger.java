package io.quorate.bench.secret;

import io.quorate.NodeAddress;
import io.quorate.engine.auth.Authenticator;
import io.quorate.engine.auth.Secret;
import io.quorate.engine.codec.FrameHeader;
import io.quorate.engine.codec.FrameSeal.Sealer;
import io.quorate.engine.codec.OutgoingFrame;
import io.quorate.engine.raft.Message;
import io.quorate.spi.Transport;
import io.quorate.spi.TransportException;
import io.quorate.transport.grpc.GrpcTransport;
import io.quorate.transport.grpc.GrpcTransportOptions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Somebody without the secret, who sends to all members what would depose leaders and commit what
 * is on no majority, were it believed: without a seal, with the seal of a guessed secret, and with
 * one that the right secret could have made, but for a bit.
 */
final class Forger implements AutoCloseable {
  private static final int MAX_FRAME_BYTES = 1 << 20;
  private static final long BOOT_ID = 4711;
  private static final long FAR_TERM = 1_000_000;

  private final Transport transport;
  private final List<NodeAddress> members;
  private final List<ByteBuffer> frames = new ArrayList<>();
  private final long perSecond;
  private final Thread thread = new Thread(this::flood, "bench-forger");
  private volatile boolean stopped;
  private volatile long sent;

  /** Someone who knows the members' addresses. Makes frames for each of them, and waits. */
  Forger(List<NodeAddress> members, String secret, long perSecond) throws TransportException {
    this.members = members;
    this.perSecond = perSecond;
    this.transport = new GrpcTransport(
        GrpcTransportOptions.of("forger", new NodeAddress("localhost", 0), MAX_FRAME_BYTES));
    transport.start((from, frame) -> {
      // What others answer is of no interest.
    });
    for (int to = 1; to <= members.size(); to++) {
      int from = to % members.size() + 1;
      frames.add(frame(from, to, Optional.empty()));
      frames.add(frame(from, to, Optional.of(sealer("a guess", from, to))));
      frames.add(frame(from, to, Optional.of(new AlmostRight(sealer(secret, from, to)))));
    }
  }

  private static Sealer sealer(String secret, int from, int to) {
    return new Authenticator(new Secret(secret), Optional.empty(), from, BOOT_ID)
        .session(to, BOOT_ID);
  }

  private ByteBuffer frame(int from, int to, Optional<Sealer> sealer) {
    OutgoingFrame frame = new OutgoingFrame(MAX_FRAME_BYTES);
    frame.add(1, new Message.VoteResponse(FAR_TERM, null));
    frame.add(1, new Message.AppendAccepted(FAR_TERM, FAR_TERM, 0));
    frame.add(1, new Message.TimeoutNow(FAR_TERM));
    return frame.encode(
        new FrameHeader(Optional.empty(), from, OptionalInt.of(to), BOOT_ID, members.get(from - 1)),
        sealer);
  }

  /** The right secret's seal, but for a bit: as dear to refuse as a right one is to check. */
  private record AlmostRight(Sealer right) implements Sealer {
    @Override
    public long session() {
      return right.session();
    }

    @Override
    public long nextSequence() {
      return right.nextSequence();
    }

    @Override
    public int secretId() {
      return right.secretId();
    }

    @Override
    public byte[] code(byte[] frame, int length) {
      byte[] code = right.code(frame, length);
      code[0] ^= 1;
      return code;
    }
  }

  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  /** How many frames the transport has taken. */
  long sent() {
    return sent;
  }

  private void flood() {
    long begin = System.nanoTime();
    for (int next = 0; !stopped; next = (next + 1) % frames.size()) {
      NodeAddress to = members.get(next / (frames.size() / members.size()));
      if (transport.send(to, frames.get(next).duplicate()) == Transport.Admission.QUEUED) {
        sent++;
      }
      long due = begin + sent * TimeUnit.SECONDS.toNanos(1) / perSecond;
      long wait = due - System.nanoTime();
      if (wait > 0) {
        LockSupport.parkNanos(wait);
      }
    }
  }

  @Override
  public void close() {
    stopped = true;
    transport.close();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
