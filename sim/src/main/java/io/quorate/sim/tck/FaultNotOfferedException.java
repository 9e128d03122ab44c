package io.quorate.sim.tck;

/**
 * A rule needs a fault that the tests of this backend cannot cause. The rule counts as untested.
 */
public final class FaultNotOfferedException extends UntestedException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception.
   *
   * @param fault which fault
   */
  public FaultNotOfferedException(String fault) {
    super("the backend's tests offer no way to make " + fault + "; it needs a test of its own");
  }
}
