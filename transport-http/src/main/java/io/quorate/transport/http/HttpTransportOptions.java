package io.quorate.transport.http;

import io.quorate.NodeAddress;
import io.quorate.transport.common.TlsFiles;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How a {@link HttpTransport} runs, for those who construct one directly. Immutable.
 *
 * @param nodeName the node's name; threads are named {@code quorate-<node>-http-…}
 * @param bindAddress where to listen; port 0 means any free port
 * @param maxFrameBytes the largest frame that is sent or accepted
 * @param queueBytes how many bytes may wait for one peer or be on their way to it; each frame
 *     counts 64 more than it has
 * @param connectTimeout how long one attempt to connect may take, TLS included
 * @param responseTimeout how long a peer may take to read the next 64 KiB, and to answer
 * @param requestTimeout how long others may take for the header of their first request, and for
 *     each 64 KiB of a body
 * @param serverThreads how many threads, at most, serve what comes in; at least 4
 * @param maxConnections how many connections others may have at a time; at least 4
 * @param http2 whether to send by HTTP/2; without TLS by prior knowledge, with it if the peer
 *     agrees
 * @param tls the files for TLS; plaintext if empty
 */
public record HttpTransportOptions(
    String nodeName,
    NodeAddress bindAddress,
    int maxFrameBytes,
    long queueBytes,
    Duration connectTimeout,
    Duration responseTimeout,
    Duration requestTimeout,
    int serverThreads,
    int maxConnections,
    boolean http2,
    Optional<TlsFiles> tls) {

  /** What a frame costs in a queue beyond its bytes, so that empty frames are bounded too. */
  static final int FRAME_OVERHEAD = 64;

  /** The largest supported {@link #maxFrameBytes}. */
  static final int MAX_FRAME_LIMIT = 1 << 30;

  /**
   * The fewest server threads: one accepts, one waits for the sockets, and one takes over from it
   * while it works.
   */
  private static final int FEWEST_SERVER_THREADS = 4;

  private static final int FEWEST_CONNECTIONS = 4;

  /**
   * Checks the values.
   *
   * @param nodeName see the component
   * @param bindAddress see the component
   * @param maxFrameBytes see the component
   * @param queueBytes see the component
   * @param connectTimeout see the component
   * @param responseTimeout see the component
   * @param requestTimeout see the component
   * @param serverThreads see the component
   * @param maxConnections see the component
   * @param http2 see the component
   * @param tls see the component
   * @throws IllegalArgumentException if a value cannot work; the message says what would be right
   */
  public HttpTransportOptions {
    Objects.requireNonNull(nodeName, "nodeName");
    Objects.requireNonNull(bindAddress, "bindAddress");
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
    requireRange("connectTimeout", connectTimeout);
    requireRange("responseTimeout", responseTimeout);
    requireRange("requestTimeout", requestTimeout);
    if (serverThreads < FEWEST_SERVER_THREADS) {
      throw new IllegalArgumentException(
          "serverThreads " + serverThreads + " is not at least " + FEWEST_SERVER_THREADS);
    }
    if (maxConnections < FEWEST_CONNECTIONS) {
      throw new IllegalArgumentException(
          "maxConnections " + maxConnections + " is not at least " + FEWEST_CONNECTIONS);
    }
  }

  private static void requireRange(String name, Duration value) {
    Objects.requireNonNull(value, name);
    if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException(name + " " + value + " is outside 1 ms to 1 h");
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
  public static HttpTransportOptions of(
      String nodeName, NodeAddress bindAddress, int maxFrameBytes) {
    return new HttpTransportOptions(
        nodeName,
        bindAddress,
        maxFrameBytes,
        HttpTransportProvider.QUEUE_BYTES.defaultValue().orElseThrow(),
        HttpTransportProvider.CONNECT_TIMEOUT.defaultValue().orElseThrow(),
        HttpTransportProvider.RESPONSE_TIMEOUT.defaultValue().orElseThrow(),
        HttpTransportProvider.REQUEST_TIMEOUT.defaultValue().orElseThrow(),
        HttpTransportProvider.SERVER_THREADS.defaultValue().orElseThrow(),
        HttpTransportProvider.MAX_CONNECTIONS.defaultValue().orElseThrow(),
        HttpTransportProvider.HTTP2.defaultValue().orElseThrow(),
        Optional.empty());
  }

  /**
   * The same options with TLS.
   *
   * @param files the files
   * @return the options
   */
  public HttpTransportOptions withTls(TlsFiles files) {
    return new HttpTransportOptions(
        nodeName,
        bindAddress,
        maxFrameBytes,
        queueBytes,
        connectTimeout,
        responseTimeout,
        requestTimeout,
        serverThreads,
        maxConnections,
        http2,
        Optional.of(files));
  }

  /**
   * The same options, sending by HTTP/2 or not.
   *
   * @param wanted whether
   * @return the options
   */
  public HttpTransportOptions withHttp2(boolean wanted) {
    return new HttpTransportOptions(
        nodeName,
        bindAddress,
        maxFrameBytes,
        queueBytes,
        connectTimeout,
        responseTimeout,
        requestTimeout,
        serverThreads,
        maxConnections,
        wanted,
        tls);
  }
}
