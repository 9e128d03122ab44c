package io.quorate.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.FrozenState;
import io.quorate.HybridLogicalClock;
import io.quorate.HybridTimestamp;
import io.quorate.LogEntry;
import io.quorate.RaftConfiguration;
import io.quorate.engine.codec.SnapshotCodec;
import io.quorate.engine.node.FakeEnvironment.FakeLane;
import io.quorate.engine.production.SnapshotFiles;
import io.quorate.engine.raft.Configuration;
import io.quorate.engine.raft.RestoredGroup;
import io.quorate.engine.raft.Snapshot;
import io.quorate.engine.snapshot.SnapshotHeader;
import io.quorate.engine.snapshot.TransferMessage;
import io.quorate.engine.storage.SnapshotStore.SnapshotId;
import io.quorate.engine.storage.SnapshotStore.Writer;
import io.quorate.engine.ticket.TicketsState;
import io.quorate.spi.HardState;
import io.quorate.spi.LogBoundary;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The snapshots of a partition, on lanes that the test runs, and a loop that does all at once. */
class PartitionSnapshotsTest {
  private static final Configuration THREE = Configuration.of(new TreeSet<>(List.of(1, 2, 3)));

  @TempDir
  Path directory;

  private final FakeEnvironment environment = new FakeEnvironment();
  private SnapshotFiles files;
  private PartitionHost host;
  private PartitionSnapshots snapshots;

  private static final class Frozen implements Application {
    @Override
    public Object apply(int partition, LogEntry entry, boolean restored) {
      return null;
    }

    @Override
    public boolean takesSnapshots() {
      return true;
    }
  }

  @BeforeEach
  void begin() {
    files = new SnapshotFiles(directory);
    NodeContext context = new NodeContext(
        NodeSettings.of(
            RaftConfiguration.builder()
                .withoutAmbientSources()
                .nodeId(1)
                .port(8001)
                .dataDirectory(directory)
                .build(),
            1),
        environment,
        null,
        null,
        new Frozen(),
        NodeObserver.NONE,
        new HybridLogicalClock(1, () -> 0, Duration.ofMinutes(1), HybridTimestamp.ZERO),
        Optional.of(files),
        failure -> {});
    PartitionLoop loop = new PartitionLoop(context, 0);
    loop.endForGood();
    TreeMap<Long, Configuration> configurations = new TreeMap<>();
    configurations.put(0L, THREE);
    RestoredGroup group =
        new RestoredGroup(HardState.INITIAL, LogBoundary.START, 0, new TreeMap<>(), configurations);
    host = new PartitionHost(
        context, loop, 1, new NodeRestore.Group(group, Optional.empty()), changed -> {}, () -> {});
    snapshots = host.snapshots();
  }

  private void runLanes() {
    List.copyOf(environment.lanes).forEach(FakeLane::runAll);
  }

  private SnapshotId stored(long index) throws Exception {
    byte[] bytes = SnapshotCodec.encode(header(index));
    try (Writer writer = files.create(1, index, 1)) {
      writer.write(bytes, 0, bytes.length);
      return writer.commit();
    }
  }

  /** Equal states are equal bytes, and so one file: it is not the other's alone. */
  @Test
  void whatWasFetchedInVainStaysForItIsSound() throws Exception {
    SnapshotId id = stored(20);
    snapshots.fetched(id);
    runLanes();
    snapshots.ignored(20);
    snapshots.exported(stored(20));
    runLanes();
    assertThat(snapshots.newestIndex()).isEqualTo(20);
    assertThat(files.list(1)).containsExactly(id);
  }

  @Test
  void whatComesTwiceIsThereWhenItIsInstalled() throws Exception {
    SnapshotId id = stored(20);
    snapshots.fetched(id);
    runLanes();
    snapshots.fetched(id);
    runLanes();
    snapshots.ignored(20);
    snapshots.installed(new LogBoundary(20, 1));
    runLanes();
    assertThat(files.list(1)).containsExactly(id);
  }

  @Test
  void theOlderStaysUntilTheApplicationHasBegun() throws Exception {
    snapshots.exported(stored(20));
    snapshots.fetched(stored(30));
    runLanes();
    assertThat(files.list(1)).extracting(SnapshotId::index).containsExactly(20L, 30L);
  }

  @Test
  void theNewerTakesTheOldersPlace() throws Exception {
    host.restored(new TreeMap<>());
    snapshots.exported(stored(20));
    snapshots.exported(stored(30));
    runLanes();
    assertThat(files.list(1)).extracting(SnapshotId::index).containsExactly(30L);
    assertThat(snapshots.newestIndex()).isEqualTo(30);
  }

  private void asks(int member, Optional<SnapshotId> snapshot, long minIndex) {
    snapshots.received(member, new TransferMessage.Request(snapshot, minIndex, 0));
    runLanes();
  }

  private void exported(long index) throws Exception {
    snapshots.exported(stored(index));
    runLanes();
  }

  @Test
  void whatAMemberHasGivenUpIsNotKeptForIt() throws Exception {
    host.restored(new TreeMap<>());
    exported(20);
    asks(2, Optional.empty(), 0);
    exported(30);
    assertThat(files.list(1)).extracting(SnapshotId::index).containsExactly(20L, 30L);
    asks(2, Optional.empty(), 25); // the log does not go back so far any more
    exported(40);
    assertThat(files.list(1)).extracting(SnapshotId::index).containsExactly(30L, 40L);
  }

  @Test
  void whoBeginsGetsWhatOthersFetch() throws Exception {
    host.restored(new TreeMap<>());
    exported(20);
    asks(2, Optional.empty(), 0);
    exported(30);
    asks(3, Optional.empty(), 0);
    asks(2, Optional.empty(), 25);
    exported(40);
    // Member 3 has begun with it, though it was not the newest.
    assertThat(files.list(1)).extracting(SnapshotId::index).containsExactly(20L, 40L);
  }

  @Test
  void whoBeginsAnewGetsTheNewestUnlessOthersFetchAnother() throws Exception {
    host.restored(new TreeMap<>());
    exported(20);
    asks(2, Optional.empty(), 0);
    exported(30);
    asks(2, Optional.empty(), 0);
    exported(40);
    assertThat(files.list(1)).extracting(SnapshotId::index).containsExactly(30L, 40L);
  }

  @Test
  void whoIsSilentIsWaitedForOnlySoLong() throws Exception {
    host.restored(new TreeMap<>());
    exported(20);
    asks(2, Optional.empty(), 0);
    exported(30);
    pass(9);
    exported(40);
    assertThat(files.list(1)).extracting(SnapshotId::index).containsExactly(20L, 40L);
    pass(1);
    exported(50);
    assertThat(files.list(1)).extracting(SnapshotId::index).containsExactly(50L);
  }

  @Test
  void nobodyIsWaitedForForEver() throws Exception {
    host.restored(new TreeMap<>());
    SnapshotId first = stored(20);
    snapshots.exported(first);
    asks(2, Optional.empty(), 0);
    exported(30);
    for (int seconds = 0; seconds < 600; seconds += 5) {
      asks(2, Optional.of(first), 0);
      asks(3, Optional.empty(), 0);
      assertThat(files.list(1)).extracting(SnapshotId::index).containsExactly(20L, 30L);
      pass(5);
    }
    exported(40);
    assertThat(files.list(1)).extracting(SnapshotId::index).containsExactly(40L);
    asks(3, Optional.empty(), 0);
    exported(50);
    assertThat(files.list(1)).extracting(SnapshotId::index).containsExactly(40L, 50L);
  }

  @Test
  void whatAMemberCannotGetIsNotKeptForIt() throws Exception {
    host.restored(new TreeMap<>());
    SnapshotId unreadable = stored(20);
    snapshots.exported(unreadable);
    asks(2, Optional.empty(), 0);
    exported(30);
    files.remove(unreadable);
    asks(2, Optional.of(unreadable), 0);
    asks(3, Optional.empty(), 0);
    exported(40);
    assertThat(files.list(1)).extracting(SnapshotId::index).containsExactly(30L, 40L);
  }

  private static SnapshotHeader header(long index) {
    return new SnapshotHeader(
        1,
        new Snapshot(new LogBoundary(index, 1), 0, THREE),
        HybridTimestamp.ZERO,
        index,
        TicketsState.NONE);
  }

  /** A state that takes its time. */
  private static FrozenState writing(Runnable meanwhile) {
    return new FrozenState() {
      @Override
      public void writeTo(OutputStream out) throws IOException {
        meanwhile.run();
        out.write(1);
      }

      @Override
      public void close() {}
    };
  }

  private void pass(long seconds) {
    environment.now += seconds * 1_000_000_000L;
    if (snapshots.nextDeadline() <= environment.now) {
      snapshots.step(environment.now);
    }
  }

  @Test
  void anExportThatHangsIsSpokenOfAndHoldsUpNoOther() throws Exception {
    int before = environment.lanes.size();
    snapshots.frozen(header(20), writing(() -> {
      pass(9);
      assertThat(snapshots.problem(environment.now)).isEmpty();
      assertThat(environment.lanes).hasSize(before);
      pass(1);
      assertThat(snapshots.problem(environment.now).orElseThrow())
          .contains("written nothing of its state for 10 s");
      assertThat(environment.lanes).hasSize(before + 1);
      pass(100);
      assertThat(environment.lanes).hasSize(before + 1);
    }));
    runLanes();
    assertThat(snapshots.problem(environment.now)).isEmpty();
    assertThat(files.list(1)).extracting(SnapshotId::index).containsExactly(20L);
    assertThat(snapshots.nextDeadline()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void anExportThatWaitsLongForOthersIsFollowedWhenItBegins() {
    int before = environment.lanes.size();
    snapshots.frozen(header(20), writing(() -> {
      pass(9);
      assertThat(environment.lanes).hasSize(before);
      pass(1);
      assertThat(environment.lanes).hasSize(before + 1);
    }));
    pass(35);
    assertThat(snapshots.problem(environment.now).orElseThrow())
        .contains("it has waited 35 s for other partitions' checkpoints");
    runLanes();
    assertThat(snapshots.problem(environment.now)).isEmpty();
  }

  @Test
  void theOneThatFollowsAFailedOneIsWatchedToo() throws Exception {
    int before = environment.lanes.size();
    snapshots.frozen(header(20), writing(() -> {
      snapshots.frozen(header(30), writing(() -> {
        pass(10);
        assertThat(environment.lanes).hasSize(before + 1);
      }));
      throw new IllegalStateException("no");
    }));
    runLanes();
    assertThat(files.list(1)).extracting(SnapshotId::index).containsExactly(30L);
  }
}
