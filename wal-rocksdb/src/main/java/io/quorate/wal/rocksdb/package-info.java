/**
 * A durable write-ahead log on RocksDB.
 *
 * <p>What is on disk (format 1), all numbers big-endian:
 *
 * <ul>
 *   <li>column family {@code log}: key = partition (4 bytes), index of the first entry (8). The
 *       value is a <em>run</em> of contiguous entries: CRC32C (4) of the key and of the rest of the
 *       value, number of entries (varint), and for each entry the difference of its term to that of
 *       the entry before it (varint), its length (varint), its bytes.
 *   <li>column family {@code state}: key = partition (4). The value is CRC32C (4) of the key and of
 *       the rest, whether there is a hard state (1), its term (8), its vote (4, 0 is none), the
 *       boundary's index (8) and term (8).
 *   <li>column family {@code default}: the key-value area under 'm' and the key in UTF-8, and the
 *       format version under 'f'.
 * </ul>
 */
package io.quorate.wal.rocksdb;
