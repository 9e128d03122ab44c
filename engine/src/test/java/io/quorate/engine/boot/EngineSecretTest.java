package io.quorate.engine.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quorate.Raft;
import io.quorate.RaftException;
import io.quorate.ReplicationResult.Committed;
import io.quorate.spi.Wal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Nodes whose frames are sealed. */
class EngineSecretTest extends OnRealThreads {
  private static final String OLD = "the secret of yesterday";
  private static final String NEW = "the secret of tomorrow";

  private final List<Wal> logs =
      List.of(new TestBackends.MapWal(), new TestBackends.MapWal(), new TestBackends.MapWal());

  private Raft node(int id, String... secrets) {
    String[] settings = new String[2 * secrets.length];
    for (int i = 0; i < secrets.length; i++) {
      settings[2 * i] = i == 0 ? "auth.secret" : "auth.other-secret";
      settings[2 * i + 1] = secrets[i];
    }
    return create(id, 3, logs.get(id - 1), settings);
  }

  private static void join(List<Raft> nodes) throws Exception {
    List<CompletableFuture<Void>> joining = new ArrayList<>();
    for (Raft node : nodes) {
      joining.add(inThread(() -> node.joinCluster(LONG)));
    }
    for (CompletableFuture<Void> one : joining) {
      one.get(40, TimeUnit.SECONDS);
    }
  }

  private static void write(List<Raft> nodes) {
    int leader = nodes.get(0).partition(1).waitForLeader(LONG).orElseThrow().nodeId();
    assertThat(nodes.get(leader - 1).partition(1).replicate("step", DATA, LONG))
        .isInstanceOf(Committed.class);
  }

  @Test
  void whoHasTheSecretFormsAClusterAndIsAllWell() throws Exception {
    List<Raft> nodes = List.of(node(1, OLD), node(2, OLD), node(3, OLD));
    join(nodes);
    write(nodes);
    for (Raft node : nodes) {
      assertThat(node.status().problems()).isEmpty();
      assertThat(node.status().counters()).containsEntry("frames.unauthentic", 0L);
    }
  }

  @Test
  void whoHasAnotherSecretOrNoneStaysOutsideAndIsToldWhy() throws Exception {
    List<Raft> nodes = List.of(node(1, OLD), node(2, OLD), node(3, OLD));
    join(nodes);
    nodes.get(2).close();

    Raft wrong = node(3, NEW);
    RaftException e =
        catchThrowableOfType(RaftException.class, () -> wrong.joinCluster(Duration.ofMillis(1500)));
    assertThat(e).hasMessageContaining("sealed with another secret than this node's");
    assertThat(nodes.get(0).status().problems())
        .anySatisfy(problem -> assertThat(problem)
            .contains("frames from node-3 are refused", "sealed with another secret"));
    wrong.close();

    Raft without = node(3);
    e = catchThrowableOfType(
        RaftException.class, () -> without.joinCluster(Duration.ofMillis(1500)));
    assertThat(e).hasMessageContaining("which has no auth.secret");
    assertThat(nodes.get(0).status().problems())
        .anySatisfy(problem -> assertThat(problem)
            .contains("frames from node-3 are refused", "its sender has no auth.secret"));
    write(nodes.subList(0, 2));
  }

  /**
   * One node after the other restarts with both, then sealing with the new one, then without the
   * old.
   */
  @Test
  void secretsAreChangedNodeByNodeWhileTheClusterGoesOn() throws Exception {
    List<Raft> nodes = new ArrayList<>(List.of(node(1, OLD), node(2, OLD), node(3, OLD)));
    join(nodes);
    for (List<String> step : List.of(List.of(OLD, NEW), List.of(NEW, OLD), List.of(NEW))) {
      for (int id = 1; id <= 3; id++) {
        nodes.get(id - 1).leaveCluster();
        nodes.set(id - 1, node(id, step.toArray(new String[0])));
        join(List.of(nodes.get(id - 1)));
        write(nodes);
      }
    }
    for (Raft node : nodes) {
      assertThat(node.status().problems()).isEmpty();
    }
  }
}
