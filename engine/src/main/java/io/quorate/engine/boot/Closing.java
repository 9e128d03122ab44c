package io.quorate.engine.boot;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Things to close, the last one first. One that cannot be closed is logged and does not keep the
 * others open.
 */
final class Closing implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

  private record Item(String name, AutoCloseable item) {}

  private final Deque<Item> items = new ArrayDeque<>();

  void add(String name, AutoCloseable item) {
    items.push(new Item(name, item));
  }

  /** Leaves the closing of everything to somebody else. */
  void release() {
    items.clear();
  }

  /** Never throws. Idempotent. */
  @Override
  public void close() {
    while (!items.isEmpty()) {
      Item next = items.pop();
      try {
        next.item().close();
      } catch (Exception | LinkageError e) {
        LOG.warn("{} could not be closed cleanly", next.name(), e);
      }
    }
  }
}
