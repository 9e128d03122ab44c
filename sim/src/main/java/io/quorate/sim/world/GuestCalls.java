package io.quorate.sim.world;

import java.util.Objects;

/**
 * Calls code of somebody else's that runs under simulation, and ends the run if a call fails, gives
 * nothing where something is due, or starts a thread.
 */
public final class GuestCalls {
  private final World world;
  private final String whose;
  private Throwable passing;

  /**
   * A call that gives something.
   *
   * @param <T> what
   */
  public interface Call<T> {
    /**
     * Makes it.
     *
     * @return never null
     * @throws Exception whatever the code throws
     */
    T make() throws Exception;
  }

  /** A call that gives nothing. */
  public interface Action {
    /**
     * Makes it.
     *
     * @throws Exception whatever the code throws
     */
    void make() throws Exception;
  }

  /**
   * Calls of one piece of code.
   *
   * @param world the run's
   * @param whose the code, as a report is to name it
   */
  public GuestCalls(World world, String whose) {
    this.world = world;
    this.whose = whose;
  }

  /**
   * Makes a call.
   *
   * @param what which, as a report is to name it
   * @param otherwise what is returned if it fails: the run ends then
   * @param call the call
   * @param <T> what it gives
   * @return what it gave, or the other
   */
  public <T> T call(String what, T otherwise, Call<T> call) {
    StartedThreads threads = new StartedThreads();
    T result = otherwise;
    try {
      result = Objects.requireNonNull(call.make(), "it returned null");
    } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError e) {
      if (e == passing) {
        passing = null;
        throw e;
      }
      failed(what, e);
    } catch (Exception e) {
      failed(what, e);
    }
    threads
        .found()
        .ifPresent(thread -> world.fail(
            "U1",
            -1,
            whose + " has started a thread (" + thread + ") at " + what
                + ". What another thread does depends on real time, so no run could be repeated"));
    return result;
  }

  /**
   * Makes a call that gives nothing.
   *
   * @param what which, as a report is to name it
   * @param action the call
   */
  public void run(String what, Action action) {
    call(what, true, () -> {
      action.make();
      return true;
    });
  }

  /**
   * Runs what is not somebody else's within a call of what is: if it fails, then that is not the
   * fault of the code that is called.
   *
   * @param own what is run
   */
  public void own(Runnable own) {
    try {
      own.run();
    } catch (RuntimeException | Error e) {
      passing = e;
      throw e;
    }
  }

  private void failed(String what, Throwable e) {
    StackTraceElement[] stack = e.getStackTrace();
    String place = stack.length == 0 ? "" : " at " + stack[0];
    world.fail(
        "U3", -1, whose + " failed at " + what + ", though nothing below it did: " + e + place);
  }
}
