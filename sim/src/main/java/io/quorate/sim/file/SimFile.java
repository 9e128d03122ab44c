package io.quorate.sim.file;

import io.quorate.sim.world.SimRandom;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One file, whatever its name: what is on the disk, and the cache of pages over it. A read goes to
 * the cache, and for pages that are not there to the disk; a write goes to the cache; a sync brings
 * what was changed to the disk. Nothing else does, but a loss of power brings some of it.
 */
final class SimFile {
  private final Geometry geometry;
  private final FileCounters counters;
  /** Where pages go that no file has any more, and what a never-written page may read as. */
  private final Scrap scrap;

  private final NavigableMap<Long, byte[]> disk = new TreeMap<>();
  private final NavigableMap<Long, byte[]> before = new TreeMap<>();
  private final SortedSet<Long> unreadableSectors = new TreeSet<>();
  private long diskSize;

  private final NavigableMap<Long, byte[]> cache = new TreeMap<>();
  private final SortedSet<Long> dirty = new TreeSet<>();
  private long size;
  /** Sizes since the last sync: each may be the one that a loss of power leaves. */
  private final List<Long> sizes = new ArrayList<>();

  SimFile(Geometry geometry, FileCounters counters, Scrap scrap) {
    this.geometry = geometry;
    this.counters = counters;
    this.scrap = scrap;
  }

  long size() {
    return size;
  }

  boolean isClean() {
    return dirty.isEmpty() && sizes.isEmpty();
  }

  int read(ByteBuffer target, long position) throws IOException {
    if (position >= size) {
      return -1;
    }
    int wanted = (int) Math.min(target.remaining(), size - position);
    for (int done = 0; done < wanted; ) {
      long at = position + done;
      int offset = (int) (at % geometry.pageBytes());
      int length = Math.min(wanted - done, geometry.pageBytes() - offset);
      target.put(page(at / geometry.pageBytes()), offset, length);
      done += length;
    }
    return wanted;
  }

  void write(ByteBuffer source, int length, long position) throws IOException {
    if (position > size) {
      write(ByteBuffer.allocate((int) (position - size)), (int) (position - size), size);
    }
    for (int done = 0; done < length; ) {
      long at = position + done;
      int offset = (int) (at % geometry.pageBytes());
      int count = Math.min(length - done, geometry.pageBytes() - offset);
      long number = at / geometry.pageBytes();
      byte[] page =
          count == geometry.pageBytes() ? new byte[count] : page(number).clone();
      source.get(page, offset, count);
      cache.put(number, page);
      dirty.add(number);
      done += count;
    }
    if (position + length > size) {
      resize(position + length);
    }
  }

  void truncate(long to) throws IOException {
    if (to >= size) {
      return;
    }
    // What is cut reads as zeros should the file grow again, though the disk still has it.
    long cut = to / geometry.pageBytes();
    int kept = (int) (to % geometry.pageBytes());
    for (long number = cut; number * geometry.pageBytes() < size; number++) {
      byte[] page = new byte[geometry.pageBytes()];
      if (number == cut && kept > 0) {
        System.arraycopy(page(number), 0, page, 0, kept);
      }
      cache.put(number, page);
      dirty.add(number);
    }
    resize(to);
  }

  private void resize(long to) {
    sizes.add(to);
    size = to;
  }

  private byte[] page(long number) throws IOException {
    byte[] cached = cache.get(number);
    if (cached != null) {
      return cached;
    }
    int sectors = geometry.pageBytes() / geometry.sectorBytes();
    SortedSet<Long> unreadable = unreadableSectors.subSet(number * sectors, (number + 1) * sectors);
    if (!unreadable.isEmpty()) {
      throw new IOException("sector " + unreadable.first() + " cannot be read");
    }
    byte[] page = disk.getOrDefault(number, new byte[geometry.pageBytes()]).clone();
    cache.put(number, page);
    return page;
  }

  void sync() {
    for (long number : dirty) {
      if (number * geometry.pageBytes() < size) {
        store(number, cache.get(number));
      }
    }
    settle(size);
  }

  /** The disk is written but for one page, which goes to some page of another, or of this file. */
  void syncMisdirected(SimFile other, SimRandom random) {
    List<Long> lost = new ArrayList<>(dirty.headSet(pages(size)));
    if (lost.isEmpty() || other.disk.isEmpty()) {
      sync();
      return;
    }
    long number = lost.get((int) random.nextLong(lost.size()));
    List<Long> places = new ArrayList<>(other.disk.keySet());
    long place = places.get((int) random.nextLong(places.size()));
    if (other == this && place == number) {
      sync();
      return;
    }
    byte[] misdirected = cache.get(number);
    dirty.remove(number);
    disk.putIfAbsent(number, new byte[geometry.pageBytes()]);
    sync();
    other.store(place, misdirected);
    counters.add(FileMark.MISDIRECTED_WRITES);
  }

  /**
   * Some pages are written and others not, and all are clean from now on. The new size may be
   * durable or not, and stays to be synced if it is not.
   */
  void syncFails(SimRandom random) {
    for (long number : dirty.headSet(pages(size))) {
      if (random.chance(500)) {
        store(number, cache.get(number));
      }
    }
    dirty.clear();
    if (random.chance(500)) {
      fillGaps(size, random);
      settle(size);
    }
  }

  /** What a file has room for and nobody wrote reads as whatever was there. */
  private void fillGaps(long end, SimRandom random) {
    for (long number = 0; number < pages(end); number++) {
      if (!disk.containsKey(number)) {
        counters.add(FileMark.GARBAGE_PAGES);
        disk.put(number, scrap.garbage(geometry.pageBytes(), random));
      }
    }
  }

  /** The process goes on to see what is in the cache; this brings the disk's truth to light. */
  void evict() {
    cache.keySet().retainAll(dirty);
  }

  /** The disk keeps any subset of the pages, parts of pages, and one of the sizes. */
  void losePower(SimRandom random) {
    long kept = diskSize;
    if (!sizes.isEmpty() && random.chance(700)) {
      kept = sizes.get((int) random.between(0, sizes.size() - 1));
    }
    if (kept > size) {
      counters.add(FileMark.RESURRECTED_TAILS);
    }
    // All, nothing, or each page on its own: uniform noise would hardly ever keep a whole batch.
    long chance = new long[] {0, 1000, 500, 850, 150}[(int) random.nextLong(5)];
    int keptPages = 0;
    int lostPages = 0;
    for (long number : new ArrayList<>(dirty.headSet(pages(Math.min(kept, size))))) {
      boolean torn = random.chance(100);
      if (random.chance(chance)) {
        keptPages++;
        store(number, torn ? tear(number, random) : cache.get(number));
      } else {
        lostPages++;
      }
    }
    if (keptPages > 0 && lostPages > 0) {
      counters.add(FileMark.LOST_SUBSETS);
    }
    fillGaps(kept, random);
    settle(kept);
    cache.clear();
    size = diskSize;
  }

  private byte[] tear(long number, SimRandom random) {
    byte[] page =
        disk.getOrDefault(number, scrap.garbage(geometry.pageBytes(), random)).clone();
    byte[] wanted = cache.get(number);
    for (int at = 0; at < page.length; at += geometry.sectorBytes()) {
      if (random.chance(500)) {
        System.arraycopy(wanted, at, page, at, geometry.sectorBytes());
      }
    }
    if (!Arrays.equals(page, wanted)) {
      counters.add(FileMark.TORN_PAGES);
    }
    return page;
  }

  private void store(long number, byte[] page) {
    byte[] old = disk.put(number, page.clone());
    before.put(number, old == null ? new byte[geometry.pageBytes()] : old);
    int sectors = geometry.pageBytes() / geometry.sectorBytes();
    unreadableSectors.subSet(number * sectors, (number + 1) * sectors).clear();
  }

  private void settle(long settled) {
    Map<Long, byte[]> cut = disk.tailMap(pages(settled), true);
    cut.values().forEach(scrap::add);
    cut.clear();
    before.tailMap(pages(settled), true).clear();
    diskSize = settled;
    dirty.clear();
    sizes.clear();
  }

  /** How many pages a size needs. */
  private long pages(long bytes) {
    return (bytes + geometry.pageBytes() - 1) / geometry.pageBytes();
  }

  /** Nothing can name the file any more. */
  void free() {
    disk.values().forEach(scrap::add);
  }

  /** Something over what is on the disk, for choosing a place by content. */
  byte[] diskContent() {
    byte[] content = new byte[(int) diskSize];
    // A sync that failed may have written pages behind a size that it did not write.
    disk.headMap(pages(diskSize), false).forEach((number, page) -> {
      int at = (int) (number * geometry.pageBytes());
      System.arraycopy(page, 0, content, at, Math.min(page.length, content.length - at));
    });
    return content;
  }

  /** Changes bytes on the disk, and forgets what the cache has of them unless that was written. */
  void flip(long position, int mask) {
    long number = position / geometry.pageBytes();
    byte[] page = disk.computeIfAbsent(number, n -> new byte[geometry.pageBytes()]);
    page[(int) (position % geometry.pageBytes())] ^= (byte) mask;
    forget(number);
  }

  void makeUnreadable(long position) {
    unreadableSectors.add(position / geometry.sectorBytes());
    forget(position / geometry.pageBytes());
  }

  void makeStale(long position) {
    long number = position / geometry.pageBytes();
    disk.put(number, before.getOrDefault(number, new byte[geometry.pageBytes()]).clone());
    forget(number);
  }

  private void forget(long number) {
    if (!dirty.contains(number)) {
      cache.remove(number);
    }
  }
}
