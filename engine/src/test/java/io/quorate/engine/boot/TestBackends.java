package io.quorate.engine.boot;

import io.quorate.NodeAddress;
import io.quorate.spi.Discovery;
import io.quorate.spi.EntryRecord;
import io.quorate.spi.PartitionChange;
import io.quorate.spi.PartitionState;
import io.quorate.spi.PartitionWrite;
import io.quorate.spi.Transport;
import io.quorate.spi.Wal;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The smallest backends, for providers that tests compile; they tell of their closes. */
public final class TestBackends {
  /** What was closed, in order. */
  static final List<String> CLOSED = Collections.synchronizedList(new ArrayList<>());

  private TestBackends() {}

  /** A log that leaves a file in its directory, so that it is seen not to be empty. */
  public static Wal wal(Path directory) throws WalException {
    try {
      Files.createDirectories(directory);
      Files.writeString(directory.resolve("log"), "log");
    } catch (IOException e) {
      throw new WalException(WalException.Kind.FAILED, e.toString(), e);
    }
    return new MapWal();
  }

  public static Transport transport(NodeAddress address) {
    return new LonelyTransport(address);
  }

  public static Discovery discovery(String... addresses) {
    return new ListDiscovery(List.of(addresses));
  }

  /** A log in maps, without any durability. */
  static final class MapWal implements Wal {
    private final SortedMap<Integer, PartitionState> states = new TreeMap<>();
    private final SortedMap<Integer, NavigableMap<Long, EntryRecord>> entries = new TreeMap<>();
    private final SortedMap<String, byte[]> metadata = new TreeMap<>();

    @Override
    public synchronized void append(WalBatch batch) throws WalException {
      for (Map.Entry<Integer, List<PartitionWrite>> writes : batch.partitions().entrySet()) {
        int partition = writes.getKey();
        NavigableMap<Long, EntryRecord> log =
            entries.computeIfAbsent(partition, id -> new TreeMap<>());
        PartitionChange change = PartitionChange.plan(
            partition,
            state(partition),
            writes.getValue(),
            index -> log.get(index).term());
        log.tailMap(change.keepThrough(), false).clear();
        change.entries().forEach(entry -> log.put(entry.index(), entry));
        states.put(partition, change.after());
      }
      metadata.putAll(batch.metadata());
    }

    @Override
    public synchronized SortedSet<Integer> partitions() {
      return new TreeSet<>(states.keySet());
    }

    @Override
    public synchronized PartitionState state(int partition) {
      return states.getOrDefault(partition, PartitionState.EMPTY);
    }

    @Override
    public synchronized List<EntryRecord> read(int partition, long from, long maxBytes) {
      return List.copyOf(
          entries.getOrDefault(partition, new TreeMap<>()).tailMap(from, true).values());
    }

    @Override
    public synchronized long term(int partition, long index) {
      return entries.get(partition).get(index).term();
    }

    @Override
    public synchronized Optional<byte[]> metadata(String key) {
      return Optional.ofNullable(metadata.get(key));
    }

    @Override
    public void close() {
      CLOSED.add("wal");
    }
  }

  /** A transport in a network without anybody else. */
  private static final class LonelyTransport implements Transport {
    private final NodeAddress address;

    LonelyTransport(NodeAddress address) {
      this.address = address;
    }

    @Override
    public void start(Receiver receiver) {}

    @Override
    public NodeAddress localAddress() {
      return address.port() == 0 ? new NodeAddress(address.host(), 8001) : address;
    }

    @Override
    public Admission send(NodeAddress to, ByteBuffer frame) {
      return Admission.SHED_UNREACHABLE;
    }

    @Override
    public void forget(NodeAddress peer) {}

    @Override
    public void close() {
      CLOSED.add("transport");
    }
  }

  private static final class ListDiscovery implements Discovery {
    private final List<String> addresses;

    ListDiscovery(List<String> addresses) {
      this.addresses = addresses;
    }

    @Override
    public SortedSet<NodeAddress> resolve() {
      SortedSet<NodeAddress> parsed = new TreeSet<>();
      addresses.forEach(address -> parsed.add(NodeAddress.parse(address)));
      return parsed;
    }

    @Override
    public boolean namesEveryMember() {
      return true;
    }

    @Override
    public void close() {
      CLOSED.add("discovery");
    }
  }
}
