package io.quorate.sim.file;

import io.quorate.sim.world.SimRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * Pages that no file has any more. A page that a file has but that was never written to may read as
 * one of them: whole records of another file, or of another time.
 */
final class Scrap {
  private static final int KEPT = 64;

  private final List<byte[]> pages = new ArrayList<>();

  void add(byte[] page) {
    if (pages.size() == KEPT) {
      pages.remove(0);
    }
    pages.add(page);
  }

  byte[] garbage(int length, SimRandom random) {
    long kind = random.nextLong(3);
    byte[] page = new byte[length];
    if (kind == 1 && !pages.isEmpty()) {
      return pages.get((int) random.nextLong(pages.size())).clone();
    }
    if (kind == 2) {
      for (int i = 0; i < length; i++) {
        page[i] = (byte) random.nextLong();
      }
    }
    return page;
  }
}
