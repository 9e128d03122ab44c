package io.quorate.sim;

import io.quorate.LogEntry;
import io.quorate.StateMachine;
import io.quorate.sim.world.StartedThreads;
import java.util.Optional;

/**
 * A state machine of somebody else, watched for what a simulation cannot follow: threads, whose
 * progress depends on real time. Seen where a {@link Watchdog} runs it.
 */
final class Watched implements StateMachine {
  private final StateMachine machine;

  Watched(StateMachine machine) {
    this.machine = machine;
  }

  /** The state machine does what cannot be simulated. */
  static final class ThreadStartedException extends Exception {
    private static final long serialVersionUID = 1L;

    ThreadStartedException(StateMachine machine, LogEntry entry, String thread) {
      super(machine.getClass().getName() + " has started a thread (" + thread
          + ") while it applied entry " + entry.index()
          + ". What another thread does depends on real time, so no run could be repeated: all work"
          + " has to be done in apply");
    }
  }

  @Override
  public Object apply(int partition, LogEntry entry) throws Exception {
    StartedThreads threads = new StartedThreads();
    Object response = machine.apply(partition, entry);
    Optional<String> other = threads.found();
    if (other.isPresent()) {
      throw new ThreadStartedException(machine, entry, other.get());
    }
    return response;
  }
}
