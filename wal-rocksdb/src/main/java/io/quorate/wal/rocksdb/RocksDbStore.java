package io.quorate.wal.rocksdb;

import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.rocksdb.AbstractImmutableNativeReference;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * An open RocksDB with the options of a log, and all native objects that belong to it. Whoever
 * calls makes sure that nothing is called after {@link #close}: RocksDB would crash the process.
 */
final class RocksDbStore {
  static final int FORMAT_VERSION = 1;

  private static final String DEFAULT =
      new String(RocksDB.DEFAULT_COLUMN_FAMILY, StandardCharsets.UTF_8);
  private static final String STATE = "state";
  private static final String LOG = "log";
  private static final List<String> COLUMN_FAMILIES = List.of(DEFAULT, STATE, LOG);

  private static final long MIB = 1024 * 1024;
  private static final int WRITE_BUFFERS = 3;
  private static final int LOG_FILES_IN_BUFFERS = 4;
  private static final int MAX_RANGE_DELETIONS_IN_BUFFER = 1000;

  private final Path directory;

  /** All native objects, the last to be closed first. */
  private final Deque<AbstractImmutableNativeReference> natives = new ArrayDeque<>();

  private final List<ColumnFamilyHandle> families = new ArrayList<>();
  private RocksDB db;
  private WriteOptions synced;
  private ReadOptions verified;
  private AcknowledgedMark mark;

  private RocksDbStore(Path directory) {
    this.directory = directory;
  }

  /** Opens or creates the store, checks its format, and makes durable what it holds. */
  static RocksDbStore open(Path directory, RocksDbOptions options) throws WalException {
    RocksDB.loadLibrary();
    RocksDbStore store = new RocksDbStore(directory);
    try {
      store.open(options);
      return store;
    } catch (RocksDBException e) {
      store.closeNatives();
      throw RocksDbErrors.wrap("cannot open " + directory, e);
    } catch (IOException e) {
      store.closeNatives();
      throw new WalException(Kind.FAILED, "cannot open " + directory + ": " + e, e);
    } catch (WalException | RuntimeException | Error e) {
      store.closeNatives();
      throw e;
    }
  }

  private void open(RocksDbOptions options) throws RocksDBException, IOException, WalException {
    Directories.create(directory);
    StoreFiles files = StoreFiles.of(directory);
    // RocksDB takes some damaged records for the end of a log, and deletes files that a damaged
    // manifest does not name. So this comes before it sees the store.
    files.check();
    Set<String> names = new LinkedHashSet<>(COLUMN_FAMILIES);
    Set<String> found = new LinkedHashSet<>();
    if (files.exists()) {
      try (Options plain = new Options()) {
        for (byte[] name : RocksDB.listColumnFamilies(plain, directory.toString())) {
          found.add(new String(name, StandardCharsets.UTF_8));
        }
      }
      names.addAll(found);
    }
    openDatabase(names, options);
    checkFormat(found);
    // WAL-D2. After a kill RocksDB has just replayed its log from the page cache, where records
    // may be that never reached the disk. It has written them to table files while opening (that
    // is its default, and is not relied upon): a flush syncs table files and manifest, so what
    // can be read from here on is on the disk.
    flush();
    mark = AcknowledgedMark.open(directory, db.getLatestSequenceNumber());
  }

  private void openDatabase(Set<String> names, RocksDbOptions options) throws RocksDBException {
    Cache cache = own(new LRUCache(options.blockCacheBytes()));
    BlockBasedTableConfig table =
        new BlockBasedTableConfig().setBlockCache(cache).setBlockSize(16 * 1024);
    List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
    for (String name : names) {
      ColumnFamilyOptions family = own(new ColumnFamilyOptions())
          .setWriteBufferSize(name.equals(LOG) ? options.writeBufferBytes() : MIB)
          .setMaxWriteBufferNumber(WRITE_BUFFERS)
          .setMemtableMaxRangeDeletions(MAX_RANGE_DELETIONS_IN_BUFFER)
          // Entries are the application's, often small or compressed already, and live shortly.
          .setCompressionType(CompressionType.NO_COMPRESSION)
          .setTableFormatConfig(table);
      descriptors.add(new ColumnFamilyDescriptor(name.getBytes(StandardCharsets.UTF_8), family));
    }
    DBOptions db = own(new DBOptions())
        .setCreateIfMissing(true)
        .setCreateMissingColumnFamilies(true)
        .setParanoidChecks(true)
        // An incomplete record at the end of a log may be dropped, a wrong one may not. The
        // default (point in time) would open a store with a flipped bit in mid-log without an
        // error, and without what follows the bit.
        .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
        // In a recycled file an old record looks like the end, so the mode above would have to
        // guess.
        .setRecycleLogFileNum(0)
        // After a failed sync RocksDB must not get up again by itself: the page cache may be
        // lying.
        .setMaxBgErrorResumeCount(0)
        .setAvoidFlushDuringShutdown(true)
        .setMaxTotalWalSize(LOG_FILES_IN_BUFFERS * options.writeBufferBytes())
        // Table files go to the disk bit by bit, so that a batch's sync does not wait for a whole
        // one.
        .setBytesPerSync(MIB)
        // One thread writes.
        .setAllowConcurrentMemtableWrite(false)
        .setStatsDumpPeriodSec(0)
        .setStatsPersistPeriodSec(0)
        .setInfoLogLevel(options.infoLog() ? InfoLogLevel.INFO_LEVEL : InfoLogLevel.ERROR_LEVEL)
        .setMaxLogFileSize(MIB)
        .setKeepLogFileNum(2);
    synced = own(new WriteOptions()).setSync(true);
    verified = own(new ReadOptions()).setVerifyChecksums(true);
    this.db = own(RocksDB.open(db, directory.toString(), descriptors, families));
    families.forEach(this::own);
  }

  /** {@code found} are the column families that were there before, none in a new store. */
  private void checkFormat(Set<String> found) throws RocksDBException, WalException {
    byte[] stored = db.get(family(DEFAULT), verified, Keys.FORMAT);
    if (stored == null) {
      // The format is the first thing that is written. A crash before that leaves a store that is
      // empty.
      for (ColumnFamilyHandle family : families) {
        try (RocksIterator any = db.newIterator(family, verified)) {
          any.seekToFirst();
          if (any.isValid()) {
            throw new WalException(Kind.CORRUPT, directory + " has contents but no format version");
          }
          any.status();
        }
      }
      db.put(
          family(DEFAULT),
          synced,
          Keys.FORMAT,
          ByteBuffer.allocate(Integer.BYTES).putInt(FORMAT_VERSION).array());
      return;
    }
    int version = stored.length == Integer.BYTES ? ByteBuffer.wrap(stored).getInt() : 0;
    if (version > FORMAT_VERSION) {
      throw new WalException(
          Kind.NEWER_FORMAT,
          directory + " has format " + version + ", and this version of the log reads up to "
              + FORMAT_VERSION + ": use the version that wrote it, or a newer one");
    }
    if (version < 1 || !found.containsAll(COLUMN_FAMILIES)) {
      throw new WalException(
          Kind.CORRUPT,
          directory + " has format version " + version + " and the column families " + found);
    }
  }

  /** Writes a batch, which is durable on return. */
  void write(WriteBatch batch) throws RocksDBException, IOException {
    db.write(synced, batch);
    mark.set(db.getLatestSequenceNumber());
  }

  Optional<byte[]> metadata(String key) throws RocksDBException {
    return Optional.ofNullable(db.get(family(DEFAULT), verified, Keys.metadata(key)));
  }

  RocksIterator runs() {
    return db.newIterator(log(), verified);
  }

  RocksIterator states() {
    return db.newIterator(state(), verified);
  }

  ColumnFamilyHandle log() {
    return family(LOG);
  }

  ColumnFamilyHandle state() {
    return family(STATE);
  }

  ColumnFamilyHandle defaults() {
    return family(DEFAULT);
  }

  /** One of RocksDB's own figures about the runs. */
  long figure(String property) throws RocksDBException {
    return db.getLongProperty(log(), property);
  }

  /** Writes all that is only in RocksDB's log to table files, and waits until they are synced. */
  private void flush() throws RocksDBException {
    try (FlushOptions wait = new FlushOptions().setWaitForFlush(true)) {
      db.flush(wait, families);
    }
  }

  /**
   * What makes the next open depend on table files only. Not for a store whose writes have failed.
   */
  void settle() throws RocksDBException, IOException {
    flush();
    mark.force();
  }

  /** Frees everything, whatever fails on the way. */
  void close() throws RocksDBException, IOException {
    try {
      mark.close();
      families.forEach(ColumnFamilyHandle::close);
      db.closeE();
    } finally {
      closeNatives();
    }
  }

  private void closeNatives() {
    while (!natives.isEmpty()) {
      natives.pop().close();
    }
  }

  /** Each is closed before what it was made from. */
  private <T extends AbstractImmutableNativeReference> T own(T made) {
    natives.push(made);
    return made;
  }

  private ColumnFamilyHandle family(String name) {
    return families.get(COLUMN_FAMILIES.indexOf(name));
  }
}
