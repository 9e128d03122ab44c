package io.quorate.engine.boot;

import io.quorate.NodeAddress;
import io.quorate.spi.Discovery;
import java.io.IOException;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Several discoveries as one: what any of them knows is known. */
final class CombinedDiscovery implements Discovery {
  private final List<Discovery> parts;

  CombinedDiscovery(List<Discovery> parts) {
    this.parts = List.copyOf(parts);
  }

  /** Fails only if all fail: contact points need not be complete. */
  @Override
  public SortedSet<NodeAddress> resolve() throws IOException {
    SortedSet<NodeAddress> all = new TreeSet<>();
    IOException failure = null;
    int failures = 0;
    for (Discovery part : parts) {
      try {
        all.addAll(part.resolve());
      } catch (IOException e) {
        failures++;
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null && failures == parts.size()) {
      throw failure;
    }
    return all;
  }

  @Override
  public boolean namesEveryMember() {
    return parts.stream().allMatch(Discovery::namesEveryMember);
  }

  @Override
  public void close() {
    Closing closing = new Closing();
    parts.forEach(part -> closing.add("a discovery", part));
    closing.close();
  }
}
