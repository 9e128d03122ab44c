package io.quorate.engine.node;

import io.quorate.engine.environment.Environment.Lane;
import java.util.ArrayDeque;

/**
 * Tells callers their outcomes on a lane of its own, so that a slow application callback cannot
 * keep an answer back. None is lost when the node closes: what the lane has not told, the closing
 * thread tells.
 */
final class Answers {
  private final Lane lane;
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private boolean closed;

  Answers(Lane lane) {
    this.lane = lane;
  }

  /** Any thread. After the close the task runs at once. */
  void execute(Runnable task) {
    boolean late;
    synchronized (waiting) {
      late = closed;
      if (!late) {
        waiting.add(task);
      }
    }
    if (late) {
      task.run();
    } else {
      lane.execute(this::tellNext);
    }
  }

  private void tellNext() {
    Runnable task;
    synchronized (waiting) {
      task = waiting.poll();
    }
    if (task != null) {
      task.run();
    }
  }

  void close() {
    lane.close();
    synchronized (waiting) {
      closed = true;
    }
    Runnable task = waiting.poll();
    while (task != null) {
      task.run();
      task = waiting.poll();
    }
  }
}
