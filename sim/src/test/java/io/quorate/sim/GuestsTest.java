package io.quorate.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.NodeAddress;
import io.quorate.sim.device.GuestLog;
import io.quorate.sim.device.SimDisk;
import io.quorate.sim.file.FileStore;
import io.quorate.sim.file.LogOpener;
import io.quorate.sim.file.StoreFile;
import io.quorate.sim.filewal.FileWal;
import io.quorate.sim.filewal.FileWalOptions;
import io.quorate.sim.junit.SimTest;
import io.quorate.sim.schedule.Profile;
import io.quorate.sim.schedule.Schedule;
import io.quorate.sim.world.InvariantViolation;
import io.quorate.sim.world.Mark;
import io.quorate.sim.world.World;
import io.quorate.spi.EntryRecord;
import io.quorate.spi.PartitionState;
import io.quorate.spi.PartitionWrite;
import io.quorate.spi.Transport;
import io.quorate.spi.TransportException;
import io.quorate.spi.Wal;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Logs and transports of somebody else in a simulated cluster. */
class GuestsTest {
  private static final LogOpener FILE_WAL =
      files -> FileWal.open(files, new FileWalOptions(4_000, 1_000));

  /** Does something before each call of one method, and leaves that call out if told so. */
  private interface Before {
    boolean passes(Object[] arguments);
  }

  /** Changes what one method answers. */
  private interface Lie {
    Object told(Object[] arguments, Object truth);
  }

  private static Wal answering(Wal inner, String name, Lie lie) {
    return (Wal) Proxy.newProxyInstance(
        Wal.class.getClassLoader(), new Class<?>[] {Wal.class}, (self, method, arguments) -> {
          try {
            Object result = method.invoke(inner, arguments);
            return method.getName().equals(name) ? lie.told(arguments, result) : result;
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
  }

  private static <T> T before(Class<T> type, T inner, String name, Before before) {
    Object proxy = Proxy.newProxyInstance(
        type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
          if (method.getName().equals(name) && !before.passes(arguments)) {
            return null;
          }
          try {
            Object result = method.invoke(inner, arguments);
            return result instanceof StoreFile file && !type.equals(StoreFile.class)
                ? before(StoreFile.class, file, name, before)
                : result;
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
    return type.cast(proxy);
  }

  private static InvariantViolation firstViolation(Simulation simulation) {
    for (long seed = 1; seed <= 40; seed++) {
      SimulationResult result = simulation.run(seed);
      if (result.violation().isPresent()) {
        return result.violation().get();
      }
    }
    throw new AssertionError("nothing was found");
  }

  @SimTest(seeds = 10, profile = "storage")
  void aLogThatKeepsItsContractPasses(Schedule schedule) {
    Simulation.ofEngine().wal(FILE_WAL).run(schedule).assertNoViolation();
  }

  @Test
  void aLogThatDoesNotSyncIsCaught() {
    LogOpener careless =
        files -> FILE_WAL.open(before(FileStore.class, files, "sync", arguments -> false));
    InvariantViolation violation =
        firstViolation(Simulation.ofEngine().faults(Profile.STORAGE).wal(careless));
    assertThat(violation.invariant()).isIn("I30", "U3");
    assertThat(violation.story()).contains("the log of node ");
  }

  @Test
  void noLogAtAllIsCaught() {
    InvariantViolation violation =
        firstViolation(Simulation.ofEngine().faults(Profile.QUIET).wal(files -> null));
    assertThat(violation.invariant()).isEqualTo("U3");
    assertThat(violation.story()).contains("failed at open", "it returned null");
  }

  @Test
  void aLogThatSwallowsABatchIsCaught() {
    LogOpener forgetful = files -> {
      int[] appends = {0};
      return before(Wal.class, FILE_WAL.open(files), "append", a -> ++appends[0] % 7 != 0);
    };
    InvariantViolation violation =
        firstViolation(Simulation.ofEngine().faults(Profile.STORAGE).wal(forgetful));
    assertThat(violation.story()).contains("the log of node ");
  }

  static Stream<Arguments> lies() {
    Lie shorter = (asked, list) ->
        list instanceof List<?> entries && entries.size() > 1 ? entries.subList(0, 1) : list;
    Lie later = (asked, term) -> asked[1].equals(2L) ? (Long) term + 1 : term;
    Lie none = (asked, value) -> Optional.empty();
    Lie empty = (asked, state) -> PartitionState.EMPTY;
    Lie more = (asked, partitions) -> new TreeSet<>(List.of(0, 1, 77));
    Lie nothing = (asked, state) -> null;
    return Stream.of(
        Arguments.of("read", shorter, "I31"),
        Arguments.of("term", later, "I30"),
        Arguments.of("metadata", none, "I30"),
        Arguments.of("state", empty, "I30"),
        Arguments.of("partitions", more, "I30"),
        Arguments.of("state", nothing, "U3"));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("lies")
  void aLogThatAnswersWrongIsCaught(String method, Lie lie, String invariant) {
    InvariantViolation violation = firstViolation(Simulation.ofEngine()
        .faults(Profile.STORAGE)
        .wal(files -> answering(FILE_WAL.open(files), method, lie)));
    assertThat(violation.invariant()).isEqualTo(invariant);
    assertThat(violation.story()).contains("the log of node ");
  }

  @Test
  void whatNobodyHasHeardOfMayBeThereAfterACrash() throws WalException {
    Set<Long> found = new TreeSet<>();
    for (long seed = 1; seed <= 40; seed++) {
      World world = new World(seed, 10);
      SimDisk disk = new SimDisk(world, 1);
      disk.run(new GuestLog(world, 1, FILE_WAL));
      disk.open();
      for (long index = 1; index <= 3; index++) {
        EntryRecord entry = new EntryRecord(index, 1, new byte[] {1});
        disk.write(WalBatch.of(1, PartitionWrite.append(List.of(entry))));
      }
      disk.crash();
      disk.open();
      assertThat(world.violation()).isEmpty();
      found.add(disk.durable().state(1).lastIndex());
    }
    assertThat(found).containsExactly(0L, 1L, 2L, 3L);
  }

  @Test
  void aLogThatStartsAThreadIsNamed() {
    CountDownLatch end = new CountDownLatch(1);
    try {
      InvariantViolation violation =
          firstViolation(Simulation.ofEngine().faults(Profile.QUIET).wal(files -> {
            start(end);
            return FILE_WAL.open(files);
          }));
      assertThat(violation.invariant()).isEqualTo("U1");
      assertThat(violation.story()).contains("the log of node", "a thread (mine) at open");
    } finally {
      end.countDown();
    }
  }

  private static void start(CountDownLatch end) {
    Thread thread = new Thread(
        () -> {
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        },
        "mine");
    thread.setDaemon(true);
    thread.start();
  }

  /** Turns every bit round on the way, and back again in place, as a frame is its receiver's. */
  private record Inverting(Transport inner, AtomicLong frames) implements Transport {
    private static ByteBuffer invert(ByteBuffer frame) {
      for (int i = frame.position(); i < frame.limit(); i++) {
        frame.put(i, (byte) ~frame.get(i));
      }
      return frame;
    }

    @Override
    public void start(Receiver receiver) throws TransportException {
      inner.start((hint, frame) -> receiver.onFrame(hint, invert(frame)));
    }

    @Override
    public NodeAddress localAddress() {
      return inner.localAddress();
    }

    @Override
    public Admission send(NodeAddress to, ByteBuffer frame) {
      frames.incrementAndGet();
      ByteBuffer copy = ByteBuffer.allocate(frame.remaining()).put(frame).flip();
      return inner.send(to, invert(copy));
    }

    @Override
    public void forget(NodeAddress peer) {
      inner.forget(peer);
    }

    @Override
    public void close() {
      inner.close();
    }
  }

  @SimTest(seeds = 10, profile = "everything", nodes = 3)
  void aTransportOfOnesOwnIsAroundTheSimulatedOne(Schedule schedule) {
    AtomicLong frames = new AtomicLong();
    SimulationResult result =
        Simulation.ofEngine().transport(inner -> new Inverting(inner, frames)).run(schedule);
    result.assertNoViolation();
    assertThat(result.counters().get(Mark.ACKED)).isPositive();
    assertThat(frames.get()).isGreaterThan(100);
  }

  private static InvariantViolation firstViolationAround(String method, Before before) {
    return firstViolation(Simulation.ofEngine()
        .faults(Profile.QUIET)
        .transport(inner ->
            before(Transport.class, new Inverting(inner, new AtomicLong()), method, before)));
  }

  @Test
  void aTransportThatStartsAThreadIsNamed() {
    CountDownLatch end = new CountDownLatch(1);
    try {
      InvariantViolation violation = firstViolationAround("start", a -> {
        start(end);
        return true;
      });
      assertThat(violation.invariant()).isEqualTo("U1");
      assertThat(violation.story()).contains("the transport of node", "a thread (mine) at start");
    } finally {
      end.countDown();
    }
  }

  @Test
  void aTransportThatThrowsIsNamed() {
    InvariantViolation violation = firstViolationAround("send", a -> {
      throw new IllegalStateException("no way");
    });
    assertThat(violation.invariant()).isEqualTo("U3");
    assertThat(violation.story())
        .contains("the transport of node ", "failed at send", "IllegalStateException: no way");
  }

  @Test
  void aTransportThatAnswersNothingIsNamed() {
    InvariantViolation violation = firstViolationAround("send", a -> false);
    assertThat(violation.invariant()).isEqualTo("U3");
    assertThat(violation.story()).contains("failed at send", "it returned null");
  }

  @Test
  void noTransportAtAllIsCaught() {
    InvariantViolation violation =
        firstViolation(Simulation.ofEngine().faults(Profile.QUIET).transport(inner -> null));
    assertThat(violation.invariant()).isEqualTo("U3");
    assertThat(violation.story()).contains("failed at its making");
  }

  @Test
  void aTransportThatFailsAtAFrameThatArrivesIsNamed() {
    InvariantViolation violation = firstViolationAround("start", arguments -> {
      arguments[0] = (Transport.Receiver) (hint, frame) -> {
        throw new AssertionError("what is this");
      };
      return true;
    });
    assertThat(violation.invariant()).isEqualTo("U3");
    assertThat(violation.story()).contains("failed at onFrame", "what is this");
  }

  /** Whatever becomes of the node's failure on its way back through the transport. */
  @Test
  void aFailureOfTheNodeIsNotTheTransports() throws TransportException {
    World world = new World(1, 10);
    Transport.Receiver[] network = new Transport.Receiver[1];
    Transport simulated =
        before(Transport.class, new Inverting(null, new AtomicLong()), "start", arguments -> {
          network[0] = (Transport.Receiver) arguments[0];
          return false;
        });
    Transport around = GuestTransport.around(
        world,
        1,
        simulated,
        below -> before(Transport.class, below, "start", arguments -> {
          Transport.Receiver node = (Transport.Receiver) arguments[0];
          arguments[0] = (Transport.Receiver) (hint, frame) -> {
            try {
              node.onFrame(hint, frame);
            } catch (IllegalStateException e) {
              throw new IllegalArgumentException(e);
            }
          };
          return true;
        }));
    around.start((hint, frame) -> {
      throw new IllegalStateException("the node's");
    });
    network[0].onFrame("a", ByteBuffer.allocate(1));
    assertThat(world.violation()).map(InvariantViolation::invariant).contains("X1");
  }

  @Test
  void aReportOfSomebodyElsesCodeNamesNoCommand() {
    SimulationResult result =
        Simulation.ofEngine().faults(Profile.QUIET).transport(inner -> null).run(3);
    assertThat(result.page(""))
        .contains("again       in a test: no command has the code")
        .contains("in a test   simulation.faults(Profile.QUIET).run(3L).assertNoViolation();");
  }
}
