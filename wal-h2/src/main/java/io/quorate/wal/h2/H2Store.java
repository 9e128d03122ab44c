package io.quorate.wal.h2;

import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.DataType;
import org.h2.mvstore.type.StringDataType;

/**
 * An open MVStore, on blocks that reach the disk by way of a journal. Maps may be read by any
 * thread; whoever calls sees to it that the rest is called by one, and not beside
 * {@link #forgetUncommitted} and {@link #close}.
 */
final class H2Store {
  static final int FORMAT_VERSION = 1;

  /** How often a commit also moves what little is left in old chunks, and how much of it. */
  private static final int TIDY_EVERY = 64;

  private static final int TIDY_BYTES = 512 * 1024;
  private static final int TIDY_BELOW_PERCENT = 50;

  private final LogDirectory directory;
  private final H2Options options;

  /** All that is open, the last to be closed first. */
  private final Deque<Closeable> open = new ArrayDeque<>();

  private Mark mark;
  private Journal journal;
  private Blocks blocks;
  private BlockStore blockStore;
  private MVStore store;
  private MVMap<byte[], byte[]> runs;
  private MVMap<byte[], byte[]> states;
  private MVMap<String, byte[]> metadata;
  private int commits;

  private H2Store(LogDirectory directory, H2Options options) {
    this.directory = directory;
    this.options = options;
  }

  /** Opens or creates the store, checks its format, and makes durable what it holds. */
  static H2Store open(LogDirectory directory, H2Options options) throws WalException {
    H2Store store = new H2Store(directory, options);
    try {
      store.open();
      return store;
    } catch (IOException | MVStoreException | BlockException e) {
      store.abandon(e);
      throw H2Errors.wrap("cannot open " + directory, e);
    } catch (WalException | RuntimeException | Error e) {
      store.abandon(e);
      throw e;
    }
  }

  private void open() throws IOException, WalException {
    open.push(directory
        .lock()
        .orElseThrow(() -> new WalException(
            Kind.LOCKED, directory + " is open already, here or in another process")));
    List<String> names = directory.list();
    boolean exists = names.contains(Mark.NAME);
    if (!exists) {
      create(names);
    }
    mark = Mark.open(directory, FORMAT_VERSION);
    open.push(mark);
    for (String needed : List.of(Blocks.NAME, Journal.name(mark.journal()))) {
      if (exists && !names.contains(needed)) {
        throw new WalException(Kind.CORRUPT, needed + " is missing in " + directory);
      }
    }
    blocks = new Blocks(directory.open(Blocks.NAME));
    open.push(blocks);
    long version = Journal.replay(directory, mark.journal(), mark.version(), blocks::replay);
    // WAL-D2: all that there is goes to its place and is synced, and the mark says so.
    beginJournal(version);
    openMaps();
  }

  /** There is a store once there is a mark; what is there without one, a crash has left. */
  private void create(List<String> names) throws IOException, WalException {
    for (String name : names) {
      boolean used = name.equals(Blocks.NAME)
          ? hasContent(name)
          : Journal.isJournal(name) && Journal.hasRecords(directory, name);
      if (used) {
        throw new WalException(
            Kind.CORRUPT,
            Mark.NAME + " is missing in " + directory + ", and there is something in " + name);
      }
    }
    directory.open(Blocks.NAME).close();
    Journal.create(directory, 1, 0).close();
    directory.sync();
    Mark.create(directory, FORMAT_VERSION, 1);
  }

  private boolean hasContent(String name) throws IOException {
    try (LogFile file = directory.open(name)) {
      return file.size() > 0;
    }
  }

  /** Brings everything to its place, after which the journal is of no use, and begins another. */
  private void beginJournal(long version) throws IOException {
    blocks.save();
    Journal next = Journal.create(directory, mark.journal() + 1, version);
    open.push(next);
    directory.sync();
    // Twice, so that both places of the mark name a journal that will be there.
    mark.set(version, next.number());
    mark.set(version, next.number());
    if (journal != null) {
      open.remove(journal);
      journal.close();
    }
    journal = next;
    for (String name : directory.list()) {
      if (Journal.isJournal(name) && !name.equals(Journal.name(next.number()))) {
        directory.delete(name);
      }
    }
  }

  /** Opens what was acknowledged last. */
  private void openMaps() throws IOException, WalException {
    blocks.takeFailedRead();
    BlockStore opened = new BlockStore(blocks, options.cacheMebibytes());
    try {
      // H2 has no thread of its own here: no delay, no background writer.
      store = new MVStore.Builder().autoCommitDisabled().fileStore(opened).open();
    } catch (MVStoreException | BlockException e) {
      throwIfReadFailed();
      throw e;
    }
    throwIfReadFailed();
    long found = opened.lastChunkVersion();
    if (found != mark.version()) {
      throw new WalException(
          Kind.CORRUPT,
          Blocks.NAME + " in " + directory + " holds version " + found + ", and version "
              + mark.version() + " was written to it");
    }
    DataType<byte[]> bytes = ByteArrayDataType.INSTANCE;
    runs =
        store.openMap("runs", new MVMap.Builder<byte[], byte[]>().keyType(bytes).valueType(bytes));
    states = store.openMap(
        "states", new MVMap.Builder<byte[], byte[]>().keyType(bytes).valueType(bytes));
    metadata = store.openMap(
        "metadata",
        new MVMap.Builder<String, byte[]>().keyType(StringDataType.INSTANCE).valueType(bytes));
    blockStore = opened;
  }

  private void throwIfReadFailed() throws IOException {
    Optional<IOException> failed = blocks.takeFailedRead();
    if (failed.isPresent()) {
      throw failed.get();
    }
  }

  /** Entries, by partition and first index; see the package. */
  MVMap<byte[], byte[]> runs() {
    return runs;
  }

  /** Hard states and boundaries, by partition. */
  MVMap<byte[], byte[]> states() {
    return states;
  }

  /** The key-value area. */
  MVMap<String, byte[]> metadata() {
    return metadata;
  }

  /** How many bytes of pages the cache holds, in MiB. */
  int cacheMebibytesUsed() {
    return blockStore.getCacheSizeUsed();
  }

  /** Makes all changes of the maps durable, as a whole. After a failure nothing may follow. */
  void commit() throws IOException {
    if (journal.size() >= options.journalBytes()) {
      beginJournal(mark.version());
    }
    commits++;
    if (commits % TIDY_EVERY == 0) {
      store.compact(TIDY_BELOW_PERCENT, TIDY_BYTES);
    }
    if (store.commit() < 0) {
      return; // Nothing had changed.
    }
    blockStore.nameLastChunk();
    long version = blockStore.lastChunkVersion();
    journal.append(version, blocks.encodePending(Journal.RECORD_HEADER));
    mark.set(version, journal.number());
    blocks.commit();
  }

  /**
   * Goes back to the last commit that succeeded, for reading only. H2 closes a store in which
   * anything has failed. May be tried again.
   */
  void forgetUncommitted() throws IOException, WalException {
    store.closeImmediately();
    blocks.rollback();
    openMaps();
  }

  /** What makes the next open depend on the data file only. Not after a failure. */
  void settle() throws IOException {
    beginJournal(mark.version());
  }

  /** Frees everything, whatever fails on the way. Writes nothing. */
  void close() throws IOException {
    IOException failure = null;
    if (store != null) {
      store.closeImmediately();
    }
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (IOException e) {
        failure = failure == null ? e : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void abandon(Throwable reason) {
    try {
      close();
    } catch (IOException | RuntimeException e) {
      reason.addSuppressed(e);
    }
  }
}
