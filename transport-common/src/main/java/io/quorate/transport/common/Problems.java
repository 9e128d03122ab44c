package io.quorate.transport.common;

import io.quorate.spi.TransportException;
import java.util.ArrayList;
import java.util.List;

/** All that is wrong with the configuration of a transport, so that it is told at once. */
public final class Problems {
  private final String transport;
  private final List<String> sentences = new ArrayList<>();

  /**
   * None so far.
   *
   * @param transport the transport's name
   */
  public Problems(String transport) {
    this.transport = transport;
  }

  /**
   * One more.
   *
   * @param key whose value is wrong
   * @param what is wrong with it, and what would be right; one line
   */
  public void add(Object key, String what) {
    sentences.add(key + ": " + what);
  }

  int count() {
    return sentences.size();
  }

  /**
   * Ends the making of the transport if anything is wrong.
   *
   * @throws TransportException with one line for each problem
   */
  public void refuseIfAny() throws TransportException {
    if (!sentences.isEmpty()) {
      throw new TransportException(
          "The " + transport + " transport cannot be made:\n  " + String.join("\n  ", sentences),
          null);
    }
  }
}
