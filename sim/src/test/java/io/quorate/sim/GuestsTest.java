package io.quorate.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.NodeAddress;
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
import io.quorate.spi.Transport;
import io.quorate.spi.TransportException;
import io.quorate.spi.Wal;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Logs and transports of somebody else in a simulated cluster. */
class GuestsTest {
  private static final LogOpener FILE_WAL =
      files -> FileWal.open(files, new FileWalOptions(4_000, 1_000));

  /** Does something before each call of one method, and leaves that call out if told so. */
  private interface Before {
    boolean passes(Object[] arguments);
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

  @Test
  void aLogThatStartsAThreadIsNamed() {
    CountDownLatch end = new CountDownLatch(1);
    LogOpener busy = files -> {
      start(end);
      return FILE_WAL.open(files);
    };
    InvariantViolation violation =
        firstViolation(Simulation.ofEngine().faults(Profile.QUIET).wal(busy));
    end.countDown();
    assertThat(violation.invariant()).isEqualTo("U1");
    assertThat(violation.story()).contains("the log of node", "a thread (mine) at open");
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

  /** Turns every bit round on the way. */
  private record Inverting(Transport inner) implements Transport {
    private static ByteBuffer inverted(ByteBuffer frame) {
      ByteBuffer other = ByteBuffer.allocate(frame.remaining());
      while (frame.hasRemaining()) {
        other.put((byte) ~frame.get());
      }
      return other.flip();
    }

    @Override
    public void start(Receiver receiver) throws TransportException {
      inner.start((hint, frame) -> receiver.onFrame(hint, inverted(frame)));
    }

    @Override
    public NodeAddress localAddress() {
      return inner.localAddress();
    }

    @Override
    public Admission send(NodeAddress to, ByteBuffer frame) {
      return inner.send(to, inverted(frame));
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

  @Test
  void aTransportOfOnesOwnIsAroundTheSimulatedOne() {
    SimulationResult result = Simulation.ofEngine()
        .faults(Profile.QUIET)
        .nodes(3)
        .transport(Inverting::new)
        .run(1);
    result.assertNoViolation();
    assertThat(result.counters().get(Mark.ACKED)).isPositive();
  }

  @Test
  void aTransportThatStartsAThreadIsNamed() {
    CountDownLatch end = new CountDownLatch(1);
    Simulation simulation = Simulation.ofEngine()
        .faults(Profile.QUIET)
        .transport(inner -> before(Transport.class, new Inverting(inner), "start", a -> {
          start(end);
          return true;
        }));
    InvariantViolation violation = firstViolation(simulation);
    end.countDown();
    assertThat(violation.invariant()).isEqualTo("U1");
    assertThat(violation.story()).contains("the transport of node", "a thread (mine) at start");
  }
}
