package io.quorate.spi;

import io.quorate.NodeAddress;
import java.nio.ByteBuffer;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Moves opaque frames between nodes: one way, best effort. Requests, responses, retries and batches
 * are the engine's.
 *
 * <p>TR-1: {@link #send} may lose, duplicate and (across connections) reorder frames. TR-2: frames
 * to one peer arrive in the order sent, as long as one connection lives. TR-3: a frame arrives
 * whole or not at all. TR-4: the bytes waiting for one peer are bounded; at the bound the newest
 * frame is shed and counted. TR-5: a slow or dead peer delays no other. TR-6: a connection that
 * broke is made again, with back-off, when there is something to send. TR-7:
 * {@link Receiver#onFrame} is called only between start and close, perhaps by several threads.
 * TR-8: a frame over the maximum is refused by the sender and by the receiver, which stays in
 * service. TR-9: garbage from the network harms nobody. TR-10: {@link #close} returns within 5
 * seconds and leaves no thread and no socket. TR-11: {@link #start} on a taken port fails, names
 * the address, and leaves nothing. TR-12: before start and after close, {@link #send} answers
 * {@code CLOSED}, and nothing but {@link #localAddress} throws. TR-13: a forgotten peer can be sent
 * to anew. TR-14: {@link #counters} has the names listed there, and they count.
 */
public interface Transport extends AutoCloseable {

  /**
   * Binds and begins to accept. On return {@link #localAddress} is known.
   *
   * @param receiver who gets the frames
   * @throws TransportException if the address cannot be bound; the message names it
   */
  void start(Receiver receiver) throws TransportException;

  /**
   * Where this transport listens, with the real port if 0 was asked for.
   *
   * @return the address
   * @throws IllegalStateException before start
   */
  NodeAddress localAddress();

  /**
   * Hands a frame over for delivery. Never blocks, never throws. Any thread.
   *
   * @param to the receiving node
   * @param frame its remaining bytes; the buffer belongs to the transport from now on
   * @return what became of it; {@code QUEUED} promises nothing about arrival
   */
  Admission send(NodeAddress to, ByteBuffer frame);

  /**
   * Forgets a peer: its connection is closed and what waits for it dropped. A later send begins
   * anew.
   *
   * @param peer the peer
   */
  void forget(NodeAddress peer);

  /**
   * What happened since the start, by name: {@code sent.frames}, {@code sent.bytes},
   * {@code shed.frames}, {@code refused.frames}, {@code received.frames}, and more as the transport
   * likes.
   *
   * @return monotonic counters
   */
  default SortedMap<String, Long> counters() {
    return new TreeMap<>();
  }

  /** Stops; see TR-10. Idempotent. */
  @Override
  void close();

  /** Gets the frames. */
  interface Receiver {
    /**
     * Takes one frame. Returns quickly and throws nothing.
     *
     * @param hint where it seems to come from; not to be trusted
     * @param frame the bytes, owned by the receiver
     */
    void onFrame(String hint, ByteBuffer frame);
  }

  /** What became of a frame. */
  enum Admission {
    /** It waits to be sent, or is on its way. */
    QUEUED,
    /** Too many bytes wait for this peer. */
    SHED_QUEUE_FULL,
    /** The peer cannot be reached at present. */
    SHED_UNREACHABLE,
    /** The frame is larger than the maximum. */
    REFUSED_TOO_LARGE,
    /** The transport is not running. */
    CLOSED
  }
}
