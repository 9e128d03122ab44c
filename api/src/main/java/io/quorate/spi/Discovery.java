package io.quorate.spi;

import io.quorate.NodeAddress;
import java.io.IOException;
import java.util.SortedSet;

/**
 * Answers "who might be in the cluster?". Its answers are contact points, never members: they
 * change no quorum.
 *
 * <p>DI-1: {@link #resolve} may block, and is called by one thread at a time. DI-2: the answer may
 * contain this node under any name. DI-3: an empty answer means "not known", never "the cluster is
 * empty". DI-4: after {@link #close} nothing is left running. DI-5: name and keys follow the rules
 * of {@link Backend}.
 */
public interface Discovery extends AutoCloseable {
  /**
   * Looks the contact points up.
   *
   * @return addresses, without duplicates
   * @throws IOException if the source could not be asked; the engine goes on with the last answer
   *     and asks again
   */
  SortedSet<NodeAddress> resolve() throws IOException;

  /**
   * Whether {@link #resolve} names every other member (and perhaps this node), so that its size
   * tells how many members are expected to form the cluster.
   *
   * @return true for a fixed list
   */
  default boolean namesEveryMember() {
    return false;
  }

  /** Frees what the discovery holds. Idempotent. */
  @Override
  void close();
}
