package io.quorate.engine.node;

import io.quorate.engine.environment.Environment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Time and lanes that a test moves by hand. */
final class FakeEnvironment implements Environment {
  final List<FakeLane> lanes = new ArrayList<>();
  long now = 1;
  long wall;

  /** A lane that does one thing when it is told to. */
  static final class FakeLane implements Lane {
    private final Deque<Runnable> tasks = new ArrayDeque<>();

    @Override
    public void execute(Runnable task) {
      tasks.add(task);
    }

    void runNext() {
      tasks.remove().run();
    }

    void runAll() {
      while (!tasks.isEmpty()) {
        runNext();
      }
    }

    @Override
    public void close() {
      tasks.clear();
    }
  }

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public long wallMillis() {
    return wall;
  }

  @Override
  public EventLoop startLoop(String name, Runnable turn) {
    throw new UnsupportedOperationException("no test starts a loop");
  }

  @Override
  public FakeLane startLane(String name) {
    FakeLane lane = new FakeLane();
    lanes.add(lane);
    return lane;
  }

  @Override
  public RandomSource random(String stream) {
    return bound -> 7 % bound;
  }
}
