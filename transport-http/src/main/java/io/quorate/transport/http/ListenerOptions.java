package io.quorate.transport.http;

import io.quorate.NodeAddress;
import java.time.Duration;

/**
 * How a {@link HttpListener} runs.
 *
 * @param nodeName begins the names of its threads
 * @param kind what comes next in them
 * @param bindAddress where to listen; port 0 means any free port
 * @param threads how many, at most
 * @param maxConnections how many are accepted at a time
 * @param requestTimeout how long the first request's header may take
 * @param http2 whether it takes HTTP/2 beside HTTP/1.1
 */
record ListenerOptions(
    String nodeName,
    String kind,
    NodeAddress bindAddress,
    int threads,
    int maxConnections,
    Duration requestTimeout,
    boolean http2) {}
