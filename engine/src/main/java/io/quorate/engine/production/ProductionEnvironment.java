package io.quorate.engine.production;

import io.quorate.engine.environment.Environment;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * The real machine: the system's clocks, one daemon thread named {@code quorate-<node>-<name>} for
 * each loop and lane, and random numbers that differ in every process.
 */
public final class ProductionEnvironment implements Environment {
  private final String node;
  private final FatalHandler fatal;
  private final SecureRandom seeds = new SecureRandom();

  /**
   * Makes an environment.
   *
   * @param node the node's name, for the names of threads
   * @param fatal hears of exceptions out of turns, which end their loop, and out of tasks
   */
  public ProductionEnvironment(String node, FatalHandler fatal) {
    this.node = Objects.requireNonNull(node, "node");
    this.fatal = Objects.requireNonNull(fatal, "fatal");
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public long wallMillis() {
    return System.currentTimeMillis();
  }

  @Override
  public EventLoop startLoop(String name, Runnable turn) {
    return new LoopThread(node, name, Objects.requireNonNull(turn, "turn"), fatal);
  }

  @Override
  public Lane startLane(String name) {
    return new LaneThread(node, name, LaneThread.CLOSE_LIMIT, fatal);
  }

  @Override
  public RandomSource random(String stream) {
    SplittableRandom random = new SplittableRandom(seeds.nextLong());
    return random::nextLong;
  }
}
