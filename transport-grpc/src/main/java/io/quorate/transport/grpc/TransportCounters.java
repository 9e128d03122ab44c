package io.quorate.transport.grpc;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** What happened since the start. Written by any thread. */
final class TransportCounters {
  final LongAdder sentFrames = new LongAdder();
  final LongAdder sentBytes = new LongAdder();

  /** Not admitted: the queue was full or the peer unreachable. */
  final LongAdder shedFrames = new LongAdder();

  /** Admitted, and dropped before gRPC had them. */
  final LongAdder droppedFrames = new LongAdder();

  /** Too large, or malformed; in either direction. */
  final LongAdder refusedFrames = new LongAdder();

  final LongAdder receivedFrames = new LongAdder();
  final LongAdder receivedBytes = new LongAdder();

  /** Times that the receiver threw. */
  final LongAdder receiverFailures = new LongAdder();

  final LongAdder connectionsOpened = new LongAdder();
  final LongAdder connectionsFailed = new LongAdder();
  final LongAdder connectionsLost = new LongAdder();

  /** Connections, in and out, that were refused or closed because the peer's key is not pinned. */
  final LongAdder tlsUnpinned = new LongAdder();

  /** Answers, and calls, by something that is no grpc transport of Quorate. */
  final LongAdder strangers = new LongAdder();

  SortedMap<String, Long> snapshot() {
    SortedMap<String, Long> all = new TreeMap<>();
    all.put("sent.frames", sentFrames.sum());
    all.put("sent.bytes", sentBytes.sum());
    all.put("shed.frames", shedFrames.sum());
    all.put("dropped.frames", droppedFrames.sum());
    all.put("refused.frames", refusedFrames.sum());
    all.put("received.frames", receivedFrames.sum());
    all.put("received.bytes", receivedBytes.sum());
    all.put("receiver.failures", receiverFailures.sum());
    all.put("connections.opened", connectionsOpened.sum());
    all.put("connections.failed", connectionsFailed.sum());
    all.put("connections.lost", connectionsLost.sum());
    all.put("strangers", strangers.sum());
    all.put("tls.unpinned", tlsUnpinned.sum());
    return all;
  }
}
