package io.quorate.engine.auth;

import io.quorate.engine.auth.Secret.Key;
import io.quorate.engine.codec.FrameHeader;
import io.quorate.engine.codec.FrameSeal;
import io.quorate.engine.codec.FrameSeal.Sealer;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Seals the frames that one process sends, and checks the seals of those that it gets. Thread-safe.
 */
public final class Authenticator {
  /**
   * So many processes of others are told apart; only those that have the secret count, so that more
   * are restarts in a number that no process outlives.
   */
  private static final int MAX_SESSIONS = 4096;

  /** What is said outside of sessions is small. */
  static final int MAX_OPEN_BYTES = 1 << 20;

  private final Secret secret;
  private final List<Secret> accepted;
  private final int nodeId;
  private final long bootId;
  private final Sealer open;

  /** Also to processes that are gone: should one be asked for late, its numbers go on. */
  private final Sessions<To, Outgoing> outgoing = new Sessions<>();

  private final Sessions<From, Incoming> incoming = new Sessions<>();

  private record To(int nodeId, long bootId) {}

  private record From(int nodeId, long bootId, int secretId) {}

  /** Those that were used last. Thread-safe. */
  private static final class Sessions<K, V> {
    private final LinkedHashMap<K, V> latest = new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > MAX_SESSIONS;
      }
    };

    synchronized V get(K key) {
      return latest.get(key);
    }

    /** The one that is there, or else this one from now on. */
    synchronized V keep(K key, V value) {
      V other = latest.putIfAbsent(key, value);
      return other == null ? value : other;
    }
  }

  /**
   * Begins for a process.
   *
   * @param secret seals, and is accepted
   * @param other accepted, too, while secrets are changed
   * @param nodeId this node
   * @param bootId this process
   */
  public Authenticator(Secret secret, Optional<Secret> other, int nodeId, long bootId) {
    this.secret = secret;
    this.accepted = other.map(second -> List.of(secret, second)).orElse(List.of(secret));
    this.nodeId = nodeId;
    this.bootId = bootId;
    this.open = new Open(secret);
  }

  /**
   * Seals what is said outside of sessions.
   *
   * @return the same for everybody
   */
  public Sealer open() {
    return open;
  }

  /**
   * Seals what is said to a process of another node.
   *
   * @param to the node
   * @param toBoot its process
   * @return for that session
   */
  public Sealer session(int to, long toBoot) {
    To process = new To(to, toBoot);
    Outgoing known = outgoing.get(process);
    return known != null
        ? known
        : outgoing.keep(
            process, new Outgoing(secret, secret.session(nodeId, bootId, to, toBoot), toBoot));
  }

  /**
   * Checks a frame.
   *
   * @param header what it says of itself
   * @param frame all of it
   * @throws RefusedFrameException if it is not authentic, or has come before
   */
  public void check(FrameHeader header, ByteBuffer frame) throws RefusedFrameException {
    Optional<FrameSeal> found = FrameSeal.of(frame);
    if (found.isEmpty()) {
      throw new RefusedFrameException(Refusal.MISSING, header);
    }
    FrameSeal seal = found.get();
    Optional<Secret> used =
        accepted.stream().filter(one -> one.id() == seal.secretId()).findFirst();
    if (used.isEmpty()) {
      throw new RefusedFrameException(Refusal.UNKNOWN_SECRET, header);
    }
    if (header.to().isEmpty()) {
      checkOpen(header, used.get(), seal, frame);
    } else if (header.to().getAsInt() == nodeId && seal.session() == bootId) {
      checkSession(header, used.get(), seal, frame);
    } else {
      checkOther(header, used.get(), seal, frame);
    }
  }

  /** Anybody can send these without knowing anything of this process: they may not cost much. */
  private static void checkOpen(FrameHeader header, Secret used, FrameSeal seal, ByteBuffer frame)
      throws RefusedFrameException {
    if (seal.session() != 0
        || frame.remaining() > MAX_OPEN_BYTES
        || !fits(used.open(), seal, frame)) {
      throw new RefusedFrameException(Refusal.FORGED, header);
    }
  }

  private void checkSession(FrameHeader header, Secret used, FrameSeal seal, ByteBuffer frame)
      throws RefusedFrameException {
    From from = new From(header.from(), header.bootId(), used.id());
    Incoming session = incoming.get(from);
    if (session == null) {
      session = new Incoming(used.session(from.nodeId(), from.bootId(), nodeId, bootId));
    }
    if (!fits(session.key, seal, frame)) {
      throw new RefusedFrameException(Refusal.FORGED, header);
    }
    // Only what is authentic is remembered.
    if (!incoming.keep(from, session).accept(seal.sequence())) {
      throw new RefusedFrameException(Refusal.REPLAYED, header);
    }
  }

  /** Nothing in it counts; but if it is authentic, it says what its sender does not know. */
  private void checkOther(FrameHeader header, Secret used, FrameSeal seal, ByteBuffer frame)
      throws RefusedFrameException {
    int to = header.to().getAsInt();
    Key key = used.session(header.from(), header.bootId(), to, seal.session());
    if (!fits(key, seal, frame)) {
      throw new RefusedFrameException(Refusal.FORGED, header);
    }
    throw new RefusedFrameException(
        to == nodeId ? Refusal.EARLIER_PROCESS : Refusal.ANOTHER_NODE, header);
  }

  private static boolean fits(Key key, FrameSeal seal, ByteBuffer frame) {
    return MessageDigest.isEqual(key.code(FrameSeal.covered(frame)), seal.code());
  }

  /** Outside of sessions. */
  private record Open(Secret secret) implements Sealer {
    @Override
    public long session() {
      return 0;
    }

    @Override
    public long nextSequence() {
      return 0;
    }

    @Override
    public int secretId() {
      return secret.id();
    }

    @Override
    public byte[] code(byte[] frame, int length) {
      return secret.open().code(ByteBuffer.wrap(frame, 0, length));
    }
  }

  /** From this process to another one. */
  private record Outgoing(Secret secret, Key key, long session, AtomicLong last) implements Sealer {
    Outgoing(Secret secret, Key key, long session) {
      this(secret, key, session, new AtomicLong());
    }

    @Override
    public long nextSequence() {
      return last.incrementAndGet();
    }

    @Override
    public int secretId() {
      return secret.id();
    }

    @Override
    public byte[] code(byte[] frame, int length) {
      return key.code(ByteBuffer.wrap(frame, 0, length));
    }
  }

  /** From another process to this one. */
  private static final class Incoming {
    private final Key key;
    private final ReplayWindow window = new ReplayWindow();

    Incoming(Key key) {
      this.key = key;
    }

    synchronized boolean accept(long number) {
      return window.accept(number);
    }
  }
}
