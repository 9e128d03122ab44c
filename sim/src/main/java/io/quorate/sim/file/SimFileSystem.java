package io.quorate.sim.file;

import io.quorate.sim.file.FileFault.Kind;
import io.quorate.sim.file.FileFault.Operation;
import io.quorate.sim.world.Digest;
import io.quorate.sim.world.SimRandom;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongConsumer;

/**
 * One directory on a simulated disk: a cache of pages over what is durable, with the faults of real
 * file systems. What happens is a function of the calls, the faults and their numbers alone.
 *
 * <p>A process gets its files by {@link #boot}. When it ends, by {@link #crash}, {@link #losePower}
 * or an armed fault, its calls throw {@link SimCrashException}, its locks are free, and the next
 * process boots: after a crash it sees all that was written, after a loss of power what was synced
 * and any subset of the rest. Not for use by several threads.
 */
public final class SimFileSystem {
  private static final long OPERATION_NANOS = 1_000;
  private static final long SYNC_NANOS = 100_000;
  private static final long STALL_NANOS = 30_000_000_000L;

  private final Geometry geometry;
  private final LongConsumer delay;
  private final FileCounters counters = new FileCounters();
  private final Scrap scrap = new Scrap();
  private final SimDirectory directory = new SimDirectory(counters);
  private final List<Armed> armed = new ArrayList<>();
  private Mount process = new Mount();

  /** A fault, and how many operations are left before it. */
  private static final class Armed {
    private final FileFault fault;
    private int left;

    Armed(FileFault fault) {
      this.fault = fault;
      this.left = fault.nth();
    }
  }

  /**
   * Makes an empty disk.
   *
   * @param geometry its pages and sectors
   * @param delay is told the virtual nanoseconds that each operation takes, because a blocking call
   *     cannot let virtual time pass by itself
   */
  public SimFileSystem(Geometry geometry, LongConsumer delay) {
    this.geometry = geometry;
    this.delay = delay;
  }

  /**
   * Starts a process. The one before it must have ended, or ends by a crash now.
   *
   * @return the files, as the new process sees them
   */
  public FileStore boot() {
    process.ended = Optional.of("another process was started");
    process = new Mount();
    return process;
  }

  /**
   * Makes something go wrong later.
   *
   * @param fault counts operations from now on
   */
  public void arm(FileFault fault) {
    armed.add(new Armed(fault));
  }

  /** Forgets the faults that have not happened. */
  public void disarm() {
    armed.clear();
  }

  /** Ends the process; what it wrote stays readable for the next, synced or not. */
  public void crash() {
    counters.add(FileMark.PROCESS_CRASHES);
    process.ended = Optional.of("the process crashed");
  }

  /**
   * Cuts the power: what was not synced is kept or lost, page by page and name by name.
   *
   * @param random decides what
   */
  public void losePower(long random) {
    process.ended = Optional.of("the power failed");
    if (!directory.isClean() || directory.files().stream().anyMatch(file -> !file.isClean())) {
      counters.add(FileMark.POWER_LOSSES);
    }
    SimRandom choices = new SimRandom(random);
    directory.losePower(choices);
    directory.files().forEach(file -> file.losePower(choices));
  }

  /** Drops all pages from the cache that count as clean, so that reads see what is on the disk. */
  public void evict() {
    directory.files().forEach(SimFile::evict);
  }

  /**
   * Damages what is stored, in one place.
   *
   * @param damage how
   * @param random with the content of all files decides where
   * @return what was done; empty if there is nothing to damage
   */
  public Optional<String> damage(Damage damage, long random) {
    List<String> names = new ArrayList<>();
    long content = 0;
    for (String name : directory.list()) {
      byte[] stored = file(name).diskContent();
      if (stored.length > 0) {
        names.add(name);
        content = Digest.combine(content, Digest.of(stored));
      }
    }
    if (names.isEmpty()) {
      return Optional.empty();
    }
    // A file first, and then a place in it: by bytes alone a large file would get it all.
    SimRandom place = new SimRandom(Digest.combine(content, random));
    String name = names.get((int) place.nextLong(names.size()));
    long at = place.nextLong(file(name).diskContent().length);
    damage(damage, name, at, 1 << place.nextLong(Byte.SIZE));
    return Optional.of(damage + " in " + name + " at " + at);
  }

  /**
   * Damages one place, for example the length in the header of a record.
   *
   * @param damage how, but for {@link Damage#FILE_MISSING}
   * @param name the file
   * @param position a byte of it
   * @param mask the bits to flip, if it is a {@link Damage#BIT_FLIP}
   */
  public void damage(Damage damage, String name, long position, int mask) {
    SimFile file = file(name);
    switch (damage) {
      case BIT_FLIP -> file.flip(position, mask);
      case LATENT_SECTOR_ERROR -> file.makeUnreadable(position);
      case STALE_PAGE -> file.makeStale(position);
      case FILE_MISSING -> directory.lose(name);
    }
    counters.add(FileMark.DAMAGES);
  }

  /**
   * What was met.
   *
   * @return live
   */
  public FileCounters counters() {
    return counters;
  }

  private SimFile file(String name) {
    return directory
        .get(name)
        .orElseThrow(() -> new IllegalArgumentException("there is no file " + name));
  }

  /** Which of the armed faults happen now, crashes last. */
  private List<FileFault> due(Operation operation, String name) {
    List<FileFault> due = new ArrayList<>();
    for (Iterator<Armed> all = armed.iterator(); all.hasNext(); ) {
      Armed next = all.next();
      if (next.fault.kind().concerns(operation) && name.startsWith(next.fault.files())) {
        next.left--;
        if (next.left == 0) {
          all.remove();
          due.add(next.fault);
        }
      }
    }
    return due;
  }

  /** The files as one process sees them, until it ends. */
  private final class Mount implements FileStore {
    private Optional<String> ended = Optional.empty();
    private final SortedSet<String> locks = new TreeSet<>();

    private void throwIfEnded() {
      if (ended.isPresent()) {
        throw new SimCrashException(ended.get());
      }
    }

    /** Begins an operation; returns the fault that it must suffer itself, if any. */
    private Optional<FileFault> begin(Operation operation, String name) {
      throwIfEnded();
      delay.accept(
          operation == Operation.SYNC || operation == Operation.SYNC_DIRECTORY
              ? SYNC_NANOS
              : OPERATION_NANOS);
      Optional<FileFault> own = Optional.empty();
      for (FileFault fault : due(operation, name)) {
        if (fault.kind() == Kind.STALL) {
          counters.add(FileMark.STALLS);
          delay.accept(STALL_NANOS);
        } else if (own.isEmpty() || isCrash(fault)) {
          own = Optional.of(fault);
        }
      }
      return own;
    }

    private static boolean isCrash(FileFault fault) {
      return fault.kind() == Kind.POWER_LOSS || fault.kind() == Kind.PROCESS_CRASH;
    }

    private void crashIfDue(Optional<FileFault> fault) {
      if (fault.isPresent() && isCrash(fault.get())) {
        if (fault.get().kind() == Kind.POWER_LOSS) {
          losePower(fault.get().random());
        } else {
          crash();
        }
        throwIfEnded();
      }
    }

    @Override
    public List<String> list() {
      throwIfEnded();
      return directory.list();
    }

    @Override
    public StoreFile create(String name) throws IOException {
      crashIfDue(begin(Operation.CHANGE, name));
      if (directory.get(name).isPresent()) {
        throw new FileAlreadyExistsException(name);
      }
      SimFile file = new SimFile(geometry, counters, scrap);
      directory.create(name, file);
      return new Handle(this, name, file);
    }

    @Override
    public StoreFile open(String name) throws IOException {
      throwIfEnded();
      SimFile file = directory.get(name).orElseThrow(() -> new NoSuchFileException(name));
      return new Handle(this, name, file);
    }

    @Override
    public void rename(String from, String to) throws IOException {
      crashIfDue(begin(Operation.CHANGE, from));
      if (directory.get(from).isEmpty()) {
        throw new NoSuchFileException(from);
      }
      directory.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
      crashIfDue(begin(Operation.CHANGE, name));
      if (directory.get(name).isEmpty()) {
        throw new NoSuchFileException(name);
      }
      directory.delete(name);
    }

    @Override
    public void syncDirectory() throws IOException {
      Optional<FileFault> fault = begin(Operation.SYNC_DIRECTORY, "");
      crashIfDue(fault);
      if (fault.isPresent()) {
        counters.add(FileMark.FAILED_DIRECTORY_SYNCS);
        directory.syncFails(new SimRandom(fault.get().random()));
        throw new IOException("the directory cannot be synced: Input/output error");
      }
      directory.sync();
    }

    @Override
    public Optional<Closeable> tryLock(String name) {
      throwIfEnded();
      return locks.add(name) ? Optional.of(() -> locks.remove(name)) : Optional.empty();
    }

    @Override
    public String toString() {
      return "simulated directory";
    }
  }

  /** An open file of one process. */
  private final class Handle implements StoreFile {
    private final Mount owner;
    private final String name;
    private final SimFile file;

    Handle(Mount owner, String name, SimFile file) {
      this.owner = owner;
      this.name = name;
      this.file = file;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      if (owner.begin(Operation.READ, name).isPresent()) {
        counters.add(FileMark.FAILED_READS);
        throw new IOException(name + ": Input/output error at " + position);
      }
      return file.read(target, position);
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
      Optional<FileFault> fault = owner.begin(Operation.WRITE, name);
      int length = source.remaining();
      if (fault.isPresent()) {
        length = (int) new SimRandom(fault.get().random()).between(0, length);
      }
      file.write(source, length, position);
      owner.crashIfDue(fault);
      if (fault.isPresent() && fault.get().kind() == Kind.WRITE_FINDS_DISK_FULL) {
        counters.add(FileMark.DISK_FULL);
        throw new DiskFullException(name + ": No space left on device", null);
      }
      if (fault.isPresent()) {
        counters.add(FileMark.SHORT_WRITES);
      }
      return length;
    }

    @Override
    public long size() {
      owner.throwIfEnded();
      return file.size();
    }

    @Override
    public void truncate(long size) throws IOException {
      owner.crashIfDue(owner.begin(Operation.CHANGE, name));
      file.truncate(size);
    }

    @Override
    public void sync() throws IOException {
      Optional<FileFault> fault = owner.begin(Operation.SYNC, name);
      owner.crashIfDue(fault);
      if (fault.isEmpty()) {
        file.sync();
        return;
      }
      SimRandom random = new SimRandom(fault.get().random());
      switch (fault.get().kind()) {
        case MISDIRECTED_WRITE -> {
          List<SimFile> files = directory.files();
          file.syncMisdirected(files.get((int) random.nextLong(files.size())), random);
        }
        case SYNC_FINDS_DISK_FULL -> {
          counters.add(FileMark.DISK_FULL);
          file.syncFails(random);
          throw new DiskFullException(name + ": No space left on device", null);
        }
        default -> {
          counters.add(FileMark.FAILED_SYNCS);
          file.syncFails(random);
          throw new IOException(name + ": Input/output error");
        }
      }
    }

    @Override
    public void close() {
      // Closing writes nothing, and nobody may rely on it.
    }
  }
}
