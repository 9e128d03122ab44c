package io.quorate.transport.grpc;

import io.quorate.NodeAddress;
import io.quorate.transport.common.TlsFiles;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How a {@link GrpcTransport} runs, for those who construct one directly. Immutable.
 *
 * @param nodeName the node's name; threads are named {@code quorate-<node>-io-N}
 * @param bindAddress where to listen; port 0 means any free port
 * @param maxFrameBytes the largest frame that is sent or accepted
 * @param queueBytes how many bytes may wait for one peer; each frame counts 64 more than it has
 * @param connectTimeout how long one attempt to connect may take, TLS included
 * @param ioThreads how many threads do the I/O
 * @param tls the files for TLS; plaintext if empty
 */
public record GrpcTransportOptions(
    String nodeName,
    NodeAddress bindAddress,
    int maxFrameBytes,
    long queueBytes,
    Duration connectTimeout,
    int ioThreads,
    Optional<TlsFiles> tls) {

  /** What a frame costs in a queue beyond its bytes, so that empty frames are bounded too. */
  static final int FRAME_OVERHEAD = 64;

  /** The largest supported {@link #maxFrameBytes}. */
  static final int MAX_FRAME_LIMIT = 1 << 30;

  /**
   * Checks the values.
   *
   * @param nodeName see the component
   * @param bindAddress see the component
   * @param maxFrameBytes see the component
   * @param queueBytes see the component
   * @param connectTimeout see the component
   * @param ioThreads see the component
   * @param tls see the component
   * @throws IllegalArgumentException if a value cannot work; the message says what would be right
   */
  public GrpcTransportOptions {
    Objects.requireNonNull(nodeName, "nodeName");
    Objects.requireNonNull(bindAddress, "bindAddress");
    Objects.requireNonNull(connectTimeout, "connectTimeout");
    Objects.requireNonNull(tls, "tls");
    if (maxFrameBytes < 1 || maxFrameBytes > MAX_FRAME_LIMIT) {
      throw new IllegalArgumentException(
          "maxFrameBytes " + maxFrameBytes + " is outside 1 to " + MAX_FRAME_LIMIT);
    }
    if (queueBytes < (long) maxFrameBytes + FRAME_OVERHEAD) {
      throw new IllegalArgumentException("queueBytes " + queueBytes
          + " has no room for a single frame of the largest size, " + maxFrameBytes
          + " bytes; at least " + ((long) maxFrameBytes + FRAME_OVERHEAD) + " are needed");
    }
    if (connectTimeout.toMillis() < 1 || connectTimeout.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException(
          "connectTimeout " + connectTimeout + " is outside 1 ms to 1 h");
    }
    if (ioThreads < 1) {
      throw new IllegalArgumentException("ioThreads " + ioThreads + " is not at least 1");
    }
  }

  /**
   * Options with the defaults of the configuration keys, without TLS.
   *
   * @param nodeName the node's name
   * @param bindAddress where to listen
   * @param maxFrameBytes the largest frame
   * @return the options
   */
  public static GrpcTransportOptions of(
      String nodeName, NodeAddress bindAddress, int maxFrameBytes) {
    return new GrpcTransportOptions(
        nodeName,
        bindAddress,
        maxFrameBytes,
        GrpcTransportProvider.QUEUE_BYTES.defaultValue().orElseThrow(),
        GrpcTransportProvider.CONNECT_TIMEOUT.defaultValue().orElseThrow(),
        GrpcTransportProvider.IO_THREADS.defaultValue().orElseThrow(),
        Optional.empty());
  }

  /**
   * The same options with TLS.
   *
   * @param files the files
   * @return the options
   */
  public GrpcTransportOptions withTls(TlsFiles files) {
    return new GrpcTransportOptions(
        nodeName,
        bindAddress,
        maxFrameBytes,
        queueBytes,
        connectTimeout,
        ioThreads,
        Optional.of(files));
  }
}
