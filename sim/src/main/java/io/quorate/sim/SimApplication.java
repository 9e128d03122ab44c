package io.quorate.sim;

import io.quorate.LogEntry;
import io.quorate.engine.node.Application;
import io.quorate.sim.device.SimProcess;
import io.quorate.sim.oracle.BootOracle;
import io.quorate.sim.schedule.Knobs;
import io.quorate.sim.world.Event;
import io.quorate.sim.world.Mark;
import io.quorate.sim.world.SimRandom;
import io.quorate.sim.world.World;
import java.nio.ByteBuffer;

/** The application of one process: shows the checks what it is given, and throws now and then. */
final class SimApplication implements Application {
  private final World world;
  private final SimProcess process;
  private final Knobs knobs;
  private final BootOracle oracle;
  private final SimRandom random;

  SimApplication(World world, SimProcess process, Knobs knobs, BootOracle oracle) {
    this.world = world;
    this.process = process;
    this.knobs = knobs;
    this.oracle = oracle;
    this.random =
        world.streams().stream("node/" + process.node() + "/" + process.boot() + "/application");
  }

  /** A failure that was wanted. */
  private static final class Unwilling extends Exception {
    private static final long serialVersionUID = 1L;

    Unwilling() {
      super("told to fail", null, false, false);
    }
  }

  @Override
  public Object apply(int partition, LogEntry entry, boolean restored) throws Unwilling {
    boolean throwing = random.chance(knobs.applyFailures());
    long operation = ByteBuffer.wrap(entry.data()).getLong();
    oracle.applying(partition, entry, operation, throwing);
    if (throwing) {
      world.count(Mark.APPLY_FAILURES);
      world.record(Event.APPLY_FAILED, process.node(), partition, entry.index(), 0);
      throw new Unwilling();
    }
    return operation;
  }
}
