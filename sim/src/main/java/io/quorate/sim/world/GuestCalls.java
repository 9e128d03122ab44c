package io.quorate.sim.world;

/**
 * Calls code of somebody else's that runs under simulation, and ends the run if a call fails, gives
 * nothing where something is due, or starts a thread.
 */
public final class GuestCalls {
  private final World world;
  private final String whose;

  /**
   * A call that gives something.
   *
   * @param <T> what
   */
  public interface Call<T> {
    /**
     * Makes it.
     *
     * @return what it gives
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
   * Makes a call that must give something.
   *
   * @param what which, as a report is to name it
   * @param otherwise what is returned if it fails: the run ends then
   * @param call the call
   * @param <T> what it gives
   * @return what it gave, or the other
   */
  public <T> T call(String what, T otherwise, Call<T> call) {
    try {
      T result = watched(what, call);
      if (result != null) {
        return result;
      }
      failed(what, "it returned null");
    } catch (StackOverflowError e) {
      failed(what, World.withPlace(e));
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Throwable e) {
      failed(what, World.withPlace(e));
    }
    return otherwise;
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
   * Makes a call that may fail, and may give null; but it must start no thread.
   *
   * @param what which, as a report is to name it
   * @param call the call
   * @param <T> what it gives
   * @return what it gave
   * @throws Exception what it threw
   */
  public <T> T watched(String what, Call<T> call) throws Exception {
    StartedThreads threads = new StartedThreads();
    try {
      return call.make();
    } finally {
      threads
          .found()
          .ifPresent(thread -> world.fail(
              "U1",
              -1,
              whose + " has started a thread (" + thread + ") at " + what
                  + ". What another thread does depends on real time, so no run could be repeated:"
                  + " all work has to be done on the thread that calls"));
    }
  }

  /**
   * Runs what is the engine's within a call of what is somebody else's: if it fails, that is the
   * engine's fault, whatever becomes of it on the way back.
   *
   * @param own what is run
   */
  public void own(Runnable own) {
    try {
      own.run();
    } catch (RuntimeException | AssertionError | StackOverflowError e) {
      world.thrown(e);
      throw e;
    }
  }

  private void failed(String what, String how) {
    world.fail("U3", -1, whose + " failed at " + what + ", though nothing below it did: " + how);
  }
}
