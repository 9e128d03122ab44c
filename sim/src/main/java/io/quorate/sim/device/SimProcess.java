package io.quorate.sim.device;

import io.quorate.sim.world.Mark;
import io.quorate.sim.world.World;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * One life of one node's process. Everything that the process does passes through here, so that
 * after its end every continuation is dead, and while it is paused everything waits.
 */
public final class SimProcess {
  private final World world;
  private final int node;
  private final int boot;
  private final Deque<Runnable> backlog = new ArrayDeque<>();
  private boolean dead;
  private boolean paused;
  private long astray;
  private LongSupplier framesTaken = () -> 0;

  /**
   * Starts a process.
   *
   * @param world the time
   * @param node the node, from 1
   * @param boot counts the node's processes, from 1
   */
  public SimProcess(World world, int node, int boot) {
    this.world = world;
    this.node = node;
    this.boot = boot;
  }

  /**
   * The node.
   *
   * @return from 1
   */
  public int node() {
    return node;
  }

  /**
   * Which process of the node this is.
   *
   * @return from 1
   */
  public int boot() {
    return boot;
  }

  /**
   * Whether it has ended.
   *
   * @return true from its end on
   */
  public boolean dead() {
    return dead;
  }

  /**
   * Whether it stands still.
   *
   * @return true between pause and resume
   */
  public boolean paused() {
    return paused;
  }

  /**
   * Has the process do something, now or when it is resumed; nothing after its end.
   *
   * @param action what
   */
  public void run(Runnable action) {
    if (dead) {
      return;
    }
    if (paused) {
      backlog.add(action);
    } else {
      action.run();
    }
  }

  /**
   * Has the process do something later.
   *
   * @param delay nanoseconds
   * @param action what
   */
  public void after(long delay, Runnable action) {
    world.after(delay, () -> run(action));
  }

  /** A frame of groups has come in that is for another node. */
  void noteAstray() {
    astray++;
  }

  /**
   * How many frames of groups have come in that were for another node.
   *
   * @return counted from its start
   */
  public long astray() {
    return astray;
  }

  /**
   * Says how many frames have been taken.
   *
   * @param count is asked beside every frame of a run with secrets
   */
  public void framesTaken(LongSupplier count) {
    framesTaken = count;
  }

  long framesTaken() {
    return framesTaken.getAsLong();
  }

  /** Ends it, in the middle of whatever it does. */
  public void kill() {
    dead = true;
    backlog.clear();
  }

  /** Makes it stand still. */
  public void pause() {
    paused = true;
  }

  /**
   * Lets it go on: all that waited happens in its order, each as an event of its own.
   *
   * @return how much waited
   */
  public int resume() {
    paused = false;
    int waited = backlog.size();
    while (!backlog.isEmpty()) {
      after(0, backlog.poll());
    }
    world.counters().add(Mark.BACKLOGGED, waited);
    return waited;
  }
}
