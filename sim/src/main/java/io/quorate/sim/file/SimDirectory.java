package io.quorate.sim.file;

import io.quorate.sim.world.SimRandom;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Which names there are: as the process sees it, and on the disk, with what was not synced yet. */
final class SimDirectory {

  /** One change, which is durable as a whole or not at all. */
  private record Change(Optional<String> gone, Optional<String> name, SimFile file) {
    void carryOut(SortedMap<String, SimFile> names) {
      gone.ifPresent(names::remove);
      name.ifPresent(n -> names.put(n, file));
    }
  }

  private final NavigableMap<String, SimFile> names = new TreeMap<>();
  private final NavigableMap<String, SimFile> disk = new TreeMap<>();
  private final List<Change> pending = new ArrayList<>();
  private final FileCounters counters;

  SimDirectory(FileCounters counters) {
    this.counters = counters;
  }

  List<String> list() {
    return List.copyOf(names.keySet());
  }

  Optional<SimFile> get(String name) {
    return Optional.ofNullable(names.get(name));
  }

  List<SimFile> files() {
    return List.copyOf(names.values());
  }

  boolean isClean() {
    return pending.isEmpty();
  }

  void create(String name, SimFile file) {
    change(new Change(Optional.empty(), Optional.of(name), file));
  }

  void rename(String from, String to) {
    change(new Change(Optional.of(from), Optional.of(to), names.get(from)));
  }

  void delete(String name) {
    change(new Change(Optional.of(name), Optional.empty(), names.get(name)));
  }

  private void change(Change change) {
    List<SimFile> had = files();
    change.carryOut(names);
    pending.add(change);
    free(had);
  }

  void sync() {
    List<SimFile> had = List.copyOf(disk.values());
    disk.clear();
    disk.putAll(names);
    pending.clear();
    free(had);
  }

  /** Some changes reach the disk; those that do not stay to be synced. */
  void syncFails(SimRandom random) {
    for (Iterator<Change> changes = pending.iterator(); changes.hasNext(); ) {
      Change change = changes.next();
      if (random.chance(300)) {
        change.carryOut(disk);
        changes.remove();
      }
    }
  }

  /** Any subset of the changes is on the disk, in their order. */
  void losePower(SimRandom random) {
    List<SimFile> had = files();
    long chance = new long[] {0, 1000, 500}[(int) random.nextLong(3)];
    for (Change change : pending) {
      if (random.chance(chance)) {
        change.carryOut(disk);
      } else {
        counters.add(FileMark.LOST_DIRECTORY_CHANGES);
      }
    }
    pending.clear();
    names.clear();
    names.putAll(disk);
    free(had);
  }

  void lose(String name) {
    names.remove(name);
    disk.remove(name);
  }

  private void free(List<SimFile> had) {
    for (SimFile file : had) {
      if (!names.containsValue(file) && !disk.containsValue(file)) {
        file.free();
      }
    }
  }
}
