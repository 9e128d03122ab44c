package io.quorate.engine.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.NodeAddress;
import io.quorate.Raft;
import io.quorate.RaftConfiguration;
import io.quorate.spi.Wal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/**
 * Nodes in this process, on a log in memory and a network in memory, for tests of the public
 * interface.
 */
@Timeout(60)
abstract class OnRealThreads {
  static final Duration LONG = Duration.ofSeconds(30);
  static final byte[] DATA = "hello".getBytes(UTF_8);

  final TestNetwork network = new TestNetwork();
  private final List<Raft> open = new ArrayList<>();

  @AfterEach
  void closeAndLookForThreads() {
    open.forEach(Raft::close);
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("quorate-raft-test-"));
  }

  Raft create(int id, int members, Wal wal, String... settings) {
    String[] addresses = new String[members];
    for (int i = 0; i < members; i++) {
      addresses[i] = "node-" + (i + 1) + ":1";
    }
    RaftConfiguration.Builder builder = RaftConfiguration.builder()
        .withoutAmbientSources()
        .nodeId(id)
        .nodeName("raft-test-" + id)
        .host("node-" + id)
        .port(1)
        .expectMembers(members)
        .initialPartitions(2)
        .timeouts(Duration.ofMillis(20), Duration.ofMillis(300))
        .wal(wal)
        .transport(network.transport(new NodeAddress("node-" + id, 1)))
        .discovery(TestBackends.discovery(addresses));
    for (int i = 0; i < settings.length; i += 2) {
      builder.set(settings[i], settings[i + 1]);
    }
    return opened(Raft.create(builder.build()));
  }

  /** Closed after the test. */
  Raft opened(Raft raft) {
    open.add(raft);
    return raft;
  }

  /** With keys and values in turn. */
  Raft single(String... settings) {
    return create(1, 1, new TestBackends.MapWal(), settings);
  }

  List<Raft> joined(int members) throws Exception {
    return joined(members, false);
  }

  List<Raft> joined(int members, boolean leases) throws Exception {
    List<Raft> nodes = new ArrayList<>();
    List<CompletableFuture<Void>> joining = new ArrayList<>();
    for (int id = 1; id <= members; id++) {
      Raft raft =
          create(id, members, new TestBackends.MapWal(), "reads.lease", String.valueOf(leases));
      nodes.add(raft);
      joining.add(inThread(() -> raft.joinCluster(LONG)));
    }
    for (CompletableFuture<Void> one : joining) {
      one.get(40, TimeUnit.SECONDS);
    }
    return nodes;
  }

  static CompletableFuture<Void> inThread(Runnable task) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    new Thread(() -> {
          try {
            task.run();
            done.complete(null);
          } catch (Throwable e) {
            done.completeExceptionally(e);
          }
        })
        .start();
    return done;
  }
}
