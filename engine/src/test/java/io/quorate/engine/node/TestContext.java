package io.quorate.engine.node;

import io.quorate.HybridLogicalClock;
import io.quorate.HybridTimestamp;
import io.quorate.LogEntry;
import io.quorate.NodeAddress;
import io.quorate.RaftConfiguration;
import io.quorate.engine.environment.Environment;
import io.quorate.spi.Transport;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A context in which everything happens at once, on the calling thread, and frames are kept. */
final class TestContext {

  /** A frame that was handed to the transport. */
  record Sent(NodeAddress to, ByteBuffer frame) {}

  final List<Sent> sent = new ArrayList<>();
  final NodeContext context;
  Transport.Admission answer = Transport.Admission.QUEUED;

  TestContext() {
    RaftConfiguration configuration = RaftConfiguration.builder()
        .nodeName("node-1")
        .nodeId(1)
        .host("localhost")
        .port(8001)
        .dataDirectory(Path.of("unused"))
        .build();
    context = new NodeContext(
        NodeSettings.of(configuration, 1),
        new AtOnce(),
        null,
        new Keeping(),
        (int partition, LogEntry entry, boolean restored) -> null,
        NodeObserver.NONE,
        new HybridLogicalClock(1, () -> 0, Duration.ofMinutes(1), HybridTimestamp.ZERO),
        Optional.empty(),
        failure -> {});
    context.advertised(new NodeAddress("localhost", 8001));
  }

  private final class Keeping implements Transport {
    @Override
    public void start(Receiver receiver) {}

    @Override
    public NodeAddress localAddress() {
      return new NodeAddress("localhost", 8001);
    }

    @Override
    public Admission send(NodeAddress to, ByteBuffer frame) {
      sent.add(new Sent(to, frame));
      return answer;
    }

    @Override
    public void forget(NodeAddress peer) {}

    @Override
    public void close() {}
  }

  private static final class AtOnce implements Environment {
    @Override
    public long nanoTime() {
      return 0;
    }

    @Override
    public long wallMillis() {
      return 0;
    }

    @Override
    public EventLoop startLoop(String name, Runnable turn) {
      throw new UnsupportedOperationException("no loops here");
    }

    @Override
    public Lane startLane(String name) {
      return new Lane() {
        @Override
        public void execute(Runnable task) {
          task.run();
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public RandomSource random(String stream) {
      return bound -> 0;
    }
  }
}
