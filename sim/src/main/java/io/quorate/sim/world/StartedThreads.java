package io.quorate.sim.world;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Notices threads that somebody else's code starts while it runs under simulation. What such a
 * thread does depends on real time, so that no run could be repeated.
 *
 * <p>Sees what starts in the {@linkplain #group group} of the calling thread, and nothing if that
 * thread is in another. It does not see virtual threads, threads that have ended again when it
 * looks, those of a factory that was made elsewhere, and work that is handed to a thread which was
 * there before; what those change, {@code DeterminismCheck} may find.
 */
public final class StartedThreads {
  private static final int SOME = 16;

  private final List<Thread> before = others();

  /** Threads of one simulation. */
  private static final class Group extends ThreadGroup {
    Group() {
      // Below the root: what becomes of the caller's own group does not matter to the next run.
      super(root(), "simulation");
    }

    private static ThreadGroup root() {
      ThreadGroup group = Thread.currentThread().getThreadGroup();
      while (group.getParent() != null) {
        group = group.getParent();
      }
      return group;
    }
  }

  /** Begins to look, before the code is called. */
  public StartedThreads() {}

  /**
   * Looks whether there are others now.
   *
   * @return the name of one that was not there before; empty if there is none
   */
  public Optional<String> found() {
    return others().stream()
        .filter(thread -> !before.contains(thread))
        .map(Thread::getName)
        .findFirst();
  }

  /**
   * A group in which started threads are seen.
   *
   * @return for one simulation's thread at a time
   */
  public static ThreadGroup group() {
    return new Group();
  }

  private static List<Thread> others() {
    Thread present = Thread.currentThread();
    if (!(present.getThreadGroup() instanceof Group group)) {
      return List.of();
    }
    Thread[] threads = new Thread[SOME];
    int count = group.enumerate(threads);
    return count == 1 && threads[0] == present
        ? List.of()
        : Arrays.stream(threads, 0, count).filter(thread -> thread != present).toList();
  }
}
