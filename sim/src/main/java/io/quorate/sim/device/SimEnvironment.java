package io.quorate.sim.device;

import io.quorate.engine.environment.Environment;
import io.quorate.sim.schedule.Knobs;
import io.quorate.sim.world.SimRandom;
import io.quorate.sim.world.Streams;
import io.quorate.sim.world.World;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The environment of one process: turns and tasks are events, each after a random wait of its own.
 */
public final class SimEnvironment implements Environment {
  private static final long MICRO = 1_000;
  private static final long NEVER = Long.MAX_VALUE;

  private final SimProcess process;
  private final SimClock clock;
  private final World world;
  private final Knobs knobs;
  private final String prefix;
  private final SimRandom scheduling;
  private final List<Loop> loops = new ArrayList<>();
  private long turnStarted;

  /**
   * Makes the environment of a process.
   *
   * @param world the time
   * @param process whose
   * @param clock its clocks
   * @param knobs how long turns and tasks wait
   */
  public SimEnvironment(World world, SimProcess process, SimClock clock, Knobs knobs) {
    this.world = world;
    this.process = process;
    this.clock = clock;
    this.knobs = knobs;
    this.prefix = "node/" + process.node() + "/" + process.boot() + "/";
    this.scheduling = world.streams().stream(prefix + "scheduling");
    clock.onRateChange(() -> loops.forEach(Loop::lookAgain));
  }

  @Override
  public long nanoTime() {
    return clock.nanoTime();
  }

  @Override
  public long wallMillis() {
    return clock.wallMillis();
  }

  @Override
  public EventLoop startLoop(String name, Runnable turn) {
    Loop loop = new Loop(turn);
    loops.add(loop);
    return loop;
  }

  @Override
  public Lane startLane(String name) {
    return new TaskLane(name.equals("snapshots") || name.startsWith("exports"));
  }

  @Override
  public RandomSource random(String stream) {
    Streams streams = world.streams();
    return streams.stream(prefix + stream);
  }

  /**
   * When the turn that is running began to be due: what happened before it, it could have known.
   *
   * @return virtual nanoseconds
   */
  public long turnStarted() {
    return turnStarted;
  }

  private long latency(long usualMicros) {
    boolean slow = knobs.slow() > 0 && scheduling.chance(knobs.slow());
    return MICRO * scheduling.between(1, slow ? knobs.slowLatency() : usualMicros);
  }

  private final class Loop implements EventLoop {
    private final Runnable turn;
    private boolean signalled;
    private boolean closed;
    private long deadline = NEVER;
    private long wanted = NEVER;
    private long timer = NEVER;

    Loop(Runnable turn) {
      this.turn = turn;
    }

    @Override
    public void signal() {
      if (!signalled && !closed && !process.dead()) {
        signalled = true;
        process.after(latency(knobs.loopLatency()), this::takeSignal);
      }
    }

    private void takeSignal() {
      signalled = false;
      takeTurn();
    }

    private void takeTurn() {
      if (!closed) {
        turnStarted = world.now();
        turn.run();
      }
    }

    @Override
    public void wakeAt(long nanoTime) {
      deadline = nanoTime;
      lookAgain();
    }

    /** Computes by the present speed of the clock when the timer rings. */
    private void lookAgain() {
      long left = clock.until(deadline);
      wanted = left == NEVER ? NEVER : world.now() + left;
      // A timer that rings too early looks again, so that a deadline that is put off costs nothing.
      if (wanted < timer && !closed && !process.dead()) {
        setTimer(wanted);
      }
    }

    private void setTimer(long time) {
      timer = time;
      process.after(time - world.now(), () -> ring(time));
    }

    private void ring(long time) {
      if (time != timer || closed) {
        return;
      }
      timer = NEVER;
      if (wanted == NEVER) {
        return;
      }
      if (wanted > world.now()) {
        setTimer(wanted);
        return;
      }
      wanted = NEVER;
      deadline = NEVER;
      signal();
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private final class TaskLane implements Lane {
    /** What is done on it waits for a disk, as for the sync of a large file. */
    private final boolean files;

    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private boolean scheduled;
    private boolean closed;

    TaskLane(boolean files) {
      this.files = files;
    }

    @Override
    public void execute(Runnable task) {
      if (closed || process.dead()) {
        return;
      }
      tasks.add(task);
      scheduleNext();
    }

    private void scheduleNext() {
      if (!scheduled && !tasks.isEmpty()) {
        scheduled = true;
        process.after(
            files && knobs.fileLatency() > 0
                ? MICRO * scheduling.between(1, knobs.fileLatency())
                : latency(knobs.laneLatency()),
            this::runNext);
      }
    }

    private void runNext() {
      scheduled = false;
      Runnable task = tasks.poll();
      if (task != null && !closed) {
        task.run();
      }
      scheduleNext();
    }

    @Override
    public void close() {
      closed = true;
      tasks.clear();
    }
  }
}
