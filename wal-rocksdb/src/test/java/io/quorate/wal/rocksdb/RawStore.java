package io.quorate.wal.rocksdb;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** The database below a closed log, to put things in that the log would not. */
final class RawStore implements AutoCloseable {
  private final DBOptions options = new DBOptions();
  private final List<ColumnFamilyHandle> families = new ArrayList<>();
  private final RocksDB db;

  RawStore(Path directory) throws RocksDBException {
    List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
    try (Options plain = new Options()) {
      for (byte[] name : RocksDB.listColumnFamilies(plain, directory.toString())) {
        descriptors.add(new ColumnFamilyDescriptor(name));
      }
    }
    db = RocksDB.open(options, directory.toString(), descriptors, families);
  }

  byte[] get(String family, byte[] key) throws RocksDBException {
    return db.get(family(family), key);
  }

  void put(String family, byte[] key, byte[] value) throws RocksDBException {
    db.put(family(family), key, value);
  }

  void delete(String family, byte[] key) throws RocksDBException {
    db.delete(family(family), key);
  }

  void createFamily(String name) throws RocksDBException {
    families.add(
        db.createColumnFamily(new ColumnFamilyDescriptor(name.getBytes(StandardCharsets.UTF_8))));
  }

  private ColumnFamilyHandle family(String name) throws RocksDBException {
    for (ColumnFamilyHandle family : families) {
      if (new String(family.getName(), StandardCharsets.UTF_8).equals(name)) {
        return family;
      }
    }
    throw new IllegalArgumentException("no column family " + name);
  }

  @Override
  public void close() {
    families.forEach(ColumnFamilyHandle::close);
    db.close();
    options.close();
  }
}
