package io.quorate.engine.production;

/**
 * Hears that a thread of the engine has met an error that nobody expected, so that the node can
 * fail loudly.
 */
@FunctionalInterface
public interface FatalHandler {
  /**
   * Takes the news; it has been logged already. Called on the thread concerned, so it must not wait
   * for that thread.
   *
   * @param thread the thread's name
   * @param error what was thrown
   */
  void failed(String thread, Throwable error);
}
