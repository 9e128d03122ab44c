package io.quorate.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.DecisionResult;
import io.quorate.FrozenState;
import io.quorate.LogEntry;
import io.quorate.Partition;
import io.quorate.PartitionStatus;
import io.quorate.Proposal;
import io.quorate.Raft;
import io.quorate.RaftConfiguration;
import io.quorate.RaftException;
import io.quorate.ReplicationResult;
import io.quorate.ReplicationStatus;
import io.quorate.RetentionHold;
import io.quorate.SnapshotStateMachine;
import io.quorate.Ticket;
import io.quorate.bench.LoopbackPorts;
import io.quorate.sim.tck.transport.Await;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The listings of docs/how-to/checkpoints.md, and what the page says, on RocksDB and gRPC. */
@Timeout(120)
class CheckpointsPageTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir
  Path directory;

  // #region machine
  /** Cities by what they are for. */
  static class Cities implements SnapshotStateMachine {
    final Map<String, String> cities = new TreeMap<>();

    @Override
    public Object apply(int partition, LogEntry entry) {
      return cities.put(entry.type(), entry.dataAsUtf8());
    }

    @Override
    public FrozenState freeze(int partition) {
      Map<String, String> now = new TreeMap<>(cities); // quick: nothing is applied meanwhile
      return out -> { // as long as it takes, while others are applied
        DataOutputStream data = new DataOutputStream(out);
        data.writeInt(now.size());
        for (Map.Entry<String, String> city : now.entrySet()) {
          data.writeUTF(city.getKey());
          data.writeUTF(city.getValue());
        }
      };
    }

    @Override
    public void restore(int partition, long index, InputStream in) throws IOException {
      DataInputStream data = new DataInputStream(in);
      cities.clear(); // a snapshot takes the place of what is there
      for (int left = data.readInt(); left > 0; left--) {
        cities.put(data.readUTF(), data.readUTF());
      }
    }
  }
  // #endregion

  /** Counts, and fails if asked to. */
  private static final class Watched extends Cities {
    private final List<Long> delivered = new ArrayList<>();
    private final List<Long> restored = new ArrayList<>();
    private volatile boolean failing;

    @Override
    public Object apply(int partition, LogEntry entry) {
      delivered.add(entry.index());
      return super.apply(partition, entry);
    }

    @Override
    public FrozenState freeze(int partition) {
      if (failing) {
        throw new IllegalStateException("not now");
      }
      return super.freeze(partition);
    }

    @Override
    public void restore(int partition, long index, InputStream in) throws IOException {
      restored.add(index);
      super.restore(partition, index, in);
    }
  }

  private static void put(Partition partition, String what, String city) {
    assertThat(partition.replicate(what, city.getBytes(UTF_8), TIMEOUT).success())
        .isTrue();
  }

  private static long checkpoint(Partition partition) throws InterruptedException {
    // #region by-hand
    ReplicationResult marked = partition.checkpoint(Duration.ofSeconds(10));
    PartitionStatus now = partition.status();
    while (marked.success() // the state was frozen, and is written while the partition goes on
        && now.checkpointIndex() < marked.logIndex()
        && now.problem().isEmpty()) {
      Thread.sleep(10);
      now = partition.status();
    }
    System.out.println(
        now.problem().orElse("a restart replays what comes after #" + now.checkpointIndex()));
    // #endregion
    return marked.logIndex();
  }

  private static void await(Partition partition, Predicate<PartitionStatus> condition) {
    Await.until(
        PATIENCE, () -> partition.status().toString(), () -> condition.test(partition.status()));
  }

  private static void awaitFirstIndex(Partition partition, long index) {
    await(partition, status -> status.firstIndex() >= index);
  }

  @Test
  void aRestartReplaysWhatHasComeSinceTheCheckpoint() throws Exception {
    long marked;
    try (Raft raft = Raft.create(OneNode.in(directory))) {
      raft.useStateMachine(new Cities());
      raft.joinCluster();
      Partition partition = raft.partition(1);
      put(partition, "home", "Ulm");
      marked = checkpoint(partition);
      awaitFirstIndex(partition, marked + 1);
      put(partition, "work", "Bonn");
    }
    assertThat(directory.resolve("snapshots/1")).isDirectoryContaining("glob:**.snapshot");
    Watched cities = new Watched();
    try (Raft raft = Raft.create(OneNode.in(directory))) {
      raft.useStateMachine(cities);
      raft.joinCluster();
      assertThat(cities.restored).containsExactly(marked);
      assertThat(cities.delivered).containsExactly(marked + 1);
      assertThat(cities.cities).containsEntry("home", "Ulm").containsEntry("work", "Bonn");
    }
  }

  @Test
  void aHoldKeepsTheLog() throws Exception {
    try (Raft raft = Raft.create(OneNode.in(directory))) {
      raft.useStateMachine(new Cities());
      raft.joinCluster();
      Partition partition = raft.partition(1);
      put(partition, "home", "Ulm");
      long next = partition.status().lastIndex() + 1;
      put(partition, "work", "Bonn");
      long marked;
      // #region hold
      RetentionHold hold = partition.hold(next);
      System.out.println("until it is closed the log is kept from #" + hold.firstIndex());
      // #endregion
      try (hold) {
        marked = checkpoint(partition);
        awaitFirstIndex(partition, next);
        put(partition, "holidays", "Elba");
        assertThat(partition.status().firstIndex()).isEqualTo(next);
      }
      checkpoint(partition);
      awaitFirstIndex(partition, marked + 1);
    }
  }

  @Test
  void aStateThatCannotBeFrozenCostsRoomOnly() throws Exception {
    Watched cities = new Watched();
    try (Raft raft = Raft.create(OneNode.in(directory))) {
      raft.useStateMachine(cities);
      raft.joinCluster();
      Partition partition = raft.partition(1);
      put(partition, "home", "Ulm");
      cities.failing = true;
      assertThat(partition.checkpoint(TIMEOUT).success()).isTrue();
      await(partition, status -> status.problem().isPresent());
      PartitionStatus status = partition.status();
      assertThat(status.problem().orElseThrow()).contains("could not be frozen", "not now");
      assertThat(status.checkpointIndex()).isZero();
      assertThat(status.firstIndex()).isEqualTo(1);
      cities.failing = false;
      assertThat(partition.checkpoint(TIMEOUT).success()).isTrue();
      await(partition, now -> now.problem().isEmpty());
      assertThat(partition.status().checkpointIndex()).isPositive();
    }
  }

  @Test
  void withoutASnapshotStateMachineThereIsNoCheckpoint() {
    try (Raft raft = Raft.create(OneNode.in(directory))) {
      raft.useStateMachine((partition, entry) -> null);
      raft.joinCluster();
      assertThat(raft.partition(1).checkpoint(TIMEOUT).status())
          .isEqualTo(ReplicationStatus.NO_SNAPSHOTS);
    }
  }

  @Test
  void withoutItsSnapshotANodeDoesNotStart() throws Exception {
    try (Raft raft = Raft.create(OneNode.in(directory))) {
      raft.useStateMachine(new Cities());
      raft.joinCluster();
      Partition partition = raft.partition(1);
      put(partition, "home", "Ulm");
      awaitFirstIndex(partition, checkpoint(partition) + 1);
    }
    Path snapshots = directory.resolve("snapshots");
    Path aside = directory.resolve("aside");
    Files.move(snapshots, aside);
    assertThatThrownBy(() -> start(new Cities()))
        .isInstanceOf(RaftException.class)
        .hasMessageContaining("QRT-312");
    Files.move(aside, snapshots);
    assertThatThrownBy(() -> start(null)).hasMessageContaining("QRT-312");
    Cities cities = new Cities();
    start(cities);
    assertThat(cities.cities).containsEntry("home", "Ulm");
  }

  @Test
  void aDamagedSnapshotIsNotBelieved() throws Exception {
    try (Raft raft = Raft.create(OneNode.in(directory))) {
      raft.useStateMachine(new Cities());
      raft.joinCluster();
      put(raft.partition(1), "home", "Ulm");
      checkpoint(raft.partition(1));
    }
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(directory.resolve("snapshots/1"), "*.snapshot")) {
      for (Path file : files) {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1]++;
        Files.write(file, bytes);
      }
    }
    assertThatThrownBy(() -> start(new Cities()))
        .isInstanceOf(RaftException.class)
        .hasMessageContaining("QRT-320")
        .hasMessageContaining("is damaged");
  }

  private void start(Cities cities) {
    try (Raft raft = Raft.create(OneNode.in(directory))) {
      if (cities != null) {
        raft.useStateMachine(cities);
      }
      raft.joinCluster();
    }
  }

  // #region own-store
  /**
   * Cities in a database of the application's own, which keeps with each of them where it is from.
   */
  static class StoredCities implements SnapshotStateMachine {
    final Database database;

    StoredCities(Database database) {
      this.database = database;
    }

    @Override
    public Object apply(int partition, LogEntry entry) {
      if (!database.has(entry.index(), entry.position())) { // else it comes again after a restart
        database.put(entry.type(), entry.dataAsUtf8(), entry.index(), entry.position());
      }
      return null;
    }

    @Override
    public OptionalLong durableIndex(int partition) {
      // More may come at the last index: the next proposal of a ticket.
      return OptionalLong.of(Math.max(0, database.syncedIndex() - 1));
    }

    @Override
    public FrozenState freeze(int partition) { // for members that lag
      return database.snapshot()::writeTo;
    }

    @Override
    public void restore(int partition, long index, InputStream in) throws IOException {
      database.replaceBy(in, index); // in one transaction
    }
  }
  // #endregion

  /** As simple as can be: a file that is written anew with each change. */
  static final class Database {
    private final Path file;
    private final TreeMap<String, String> rows = new TreeMap<>();
    private long index;
    private int position;

    Database(Path file) throws IOException {
      this.file = file;
      if (Files.exists(file)) {
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
          index = in.readLong();
          position = in.readInt();
          read(in);
        }
      }
    }

    /** What a transaction of the database sees. */
    record Snapshot(Map<String, String> rows) {
      void writeTo(OutputStream to) throws IOException {
        DataOutputStream out = new DataOutputStream(to);
        out.writeInt(rows.size());
        for (Map.Entry<String, String> row : rows.entrySet()) {
          out.writeUTF(row.getKey());
          out.writeUTF(row.getValue());
        }
      }
    }

    private void read(DataInputStream in) throws IOException {
      for (int left = in.readInt(); left > 0; left--) {
        rows.put(in.readUTF(), in.readUTF());
      }
    }

    boolean has(long atIndex, int atPosition) {
      return atIndex < index || atIndex == index && atPosition <= position;
    }

    void put(String key, String value, long atIndex, int atPosition) {
      rows.put(key, value);
      write(atIndex, atPosition);
    }

    private void write(long atIndex, int atPosition) {
      index = atIndex;
      position = atPosition;
      try {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeLong(index);
        out.writeInt(position);
        snapshot().writeTo(out);
        Path next = Files.write(file.resolveSibling("next"), bytes.toByteArray());
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    long syncedIndex() {
      return index;
    }

    Snapshot snapshot() {
      return new Snapshot(new TreeMap<>(rows));
    }

    void replaceBy(InputStream in, long atIndex) throws IOException {
      rows.clear();
      read(new DataInputStream(in));
      write(atIndex, Integer.MAX_VALUE);
    }
  }

  /** Notes what it is given. */
  private static final class WatchedStore extends StoredCities {
    private final List<String> given = new ArrayList<>();

    WatchedStore(Path file) throws IOException {
      super(new Database(file));
    }

    @Override
    public Object apply(int partition, LogEntry entry) {
      given.add(entry.index() + "." + entry.position());
      return super.apply(partition, entry);
    }

    @Override
    public void restore(int partition, long index, InputStream in) throws IOException {
      given.add("snapshot " + index);
      super.restore(partition, index, in);
    }
  }

  @Test
  void anOwnStoreGoesOnWhereItIs() throws Exception {
    Path file = directory.resolve("database");
    Path node = directory.resolve("node");
    long ticket;
    try (Raft raft = Raft.create(OneNode.in(node))) {
      raft.useStateMachine(new WatchedStore(file));
      raft.joinCluster();
      Partition partition = raft.partition(1);
      put(partition, "home", "Ulm");
      long marked = checkpoint(partition);
      Ticket two = partition
          .propose(
              List.of(
                  new Proposal("work", "Bonn".getBytes(UTF_8)),
                  new Proposal("holidays", "Elba".getBytes(UTF_8))),
              Duration.ofMinutes(1),
              TIMEOUT)
          .orElseThrow();
      ticket = ((DecisionResult.Decided) partition.commit(two, TIMEOUT)).index();
      assertThat(partition.status().firstIndex()).isLessThan(marked);
      awaitFirstIndex(partition, Math.min(ticket, checkpoint(partition)));
    }
    WatchedStore behind = new WatchedStore(file);
    try (Raft raft = Raft.create(OneNode.in(node))) {
      raft.useStateMachine(behind);
      raft.joinCluster();
      assertThat(behind.given)
          .as("the snapshot reaches further")
          .containsExactly("snapshot " + (ticket + 1));
      put(raft.partition(1), "garden", "Bern");
      put(raft.partition(1), "summit", "Zug");
    }
    WatchedStore ahead = new WatchedStore(file);
    long last = ahead.database.syncedIndex();
    try (Raft raft = Raft.create(OneNode.in(node))) {
      raft.useStateMachine(ahead);
      raft.joinCluster();
      assertThat(ahead.given).as("only what may not be complete").containsExactly(last + ".0");
      assertThat(ahead.database.rows)
          .containsOnlyKeys("home", "work", "holidays", "garden", "summit");
    }
  }

  private Raft member(int id, List<Integer> ports, Cities cities) {
    String[] addresses = ports.stream().map(port -> "localhost:" + port).toArray(String[]::new);
    Raft raft = Raft.create(RaftConfiguration.builder()
        .withoutAmbientSources()
        .nodeId(id)
        .port(ports.get(id - 1))
        .discoveryNodes(addresses)
        .dataDirectory(directory.resolve("node-" + id))
        .set("wal", "rocksdb")
        .set("transport", "grpc")
        .set("compaction.retain-entries", "0")
        .build());
    raft.useStateMachine(cities);
    return raft;
  }

  private static void join(List<Raft> members) throws InterruptedException {
    List<Thread> joining =
        members.stream().map(raft -> new Thread(raft::joinCluster)).toList();
    joining.forEach(Thread::start);
    for (Thread thread : joining) {
      thread.join();
    }
  }

  private static Partition leader(List<Raft> members) {
    AtomicReference<Partition> leader = new AtomicReference<>();
    Await.until(PATIENCE, () -> "somebody leads", () -> {
      for (Raft raft : members) {
        if (raft.partition(1).isLeader()) {
          leader.set(raft.partition(1));
        }
      }
      return leader.get() != null;
    });
    return leader.get();
  }

  @Test
  void aLostSnapshotMayBeCopiedFromAnotherMember() throws Exception {
    List<Integer> ports = LoopbackPorts.free(3);
    Raft one = member(1, ports, new Cities());
    try (Raft two = member(2, ports, new Cities());
        Raft three = member(3, ports, new Cities())) {
      join(List.of(one, two, three));
      put(leader(List.of(one, two, three)), "home", "Ulm");
      long marked = checkpoint(leader(List.of(one, two, three)));
      awaitFirstIndex(one.partition(1), marked + 1);
      one.leaveCluster();
      put(leader(List.of(two, three)), "work", "Bonn");
      long later = checkpoint(leader(List.of(two, three)));
      await(two.partition(1), status -> status.checkpointIndex() >= later);

      Path lost = directory.resolve("node-1/snapshots");
      Files.move(lost, directory.resolve("lost"));
      assertThatThrownBy(() -> {
            try (Raft raft = member(1, ports, new Cities())) {
              raft.joinCluster(TIMEOUT);
            }
          })
          .hasMessageContaining("QRT-312");

      Files.createDirectories(lost.resolve("1"));
      try (DirectoryStream<Path> files =
          Files.newDirectoryStream(directory.resolve("node-2/snapshots/1"), "*.snapshot")) {
        for (Path file : files) {
          Files.copy(file, lost.resolve("1").resolve(file.getFileName()));
        }
      }
      Watched cities = new Watched();
      try (Raft again = member(1, ports, cities)) {
        again.joinCluster();
        assertThat(cities.restored).containsExactly(later);
        assertThat(cities.cities).containsEntry("home", "Ulm").containsEntry("work", "Bonn");
      }
    } finally {
      one.close();
    }
  }
}
