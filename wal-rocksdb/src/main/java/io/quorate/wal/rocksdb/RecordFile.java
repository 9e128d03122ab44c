package io.quorate.wal.rocksdb;

import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * Checks a file of records as RocksDB writes them, a log or a manifest: blocks of 32 KiB, in them
 * fragments of a header (checksum 4, length 2, type 1; little-endian) and content, several
 * fragments being one record. The record of a log is a batch, and starts with its sequence number
 * (8) and how many sequence numbers it takes (4).
 *
 * <p>Batches are synced one by one, so a whole batch proves that all before it were acknowledged.
 * What may be torn is what no whole batch follows: a record that is cut off, or was never filled
 * in.
 */
final class RecordFile {
  /** Of a log whose predecessor is not known. */
  static final long ANY_SEQUENCE = -1;

  private static final int BLOCK = 32 * 1024;
  private static final int HEADER = 7;
  private static final int LENGTH_AT = 4;
  private static final int TYPE_AT = 6;
  private static final int BATCH_HEADER = Long.BYTES + Integer.BYTES;

  private static final int UNWRITTEN = 0;
  private static final int FULL = 1;
  private static final int FIRST = 2;
  private static final int MIDDLE = 3;
  private static final int LAST = 4;
  /**
   * First and last of the types in recycled files, which we never write. Their header is longer.
   */
  private static final int RECYCLED_FIRST = 5;

  private static final int RECYCLED_LAST = 8;

  private static final int CHECKSUM_ROTATION = 15;
  private static final int CHECKSUM_DELTA = 0xa282ead8;

  private final Path file;
  private final InputStream in;
  private final boolean batches;

  private final byte[] block = new byte[BLOCK];
  private final ByteBuffer view = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
  private long blockStart;
  private int blockEnd;

  private boolean inRecord;
  private final ByteBuffer batchHeader =
      ByteBuffer.allocate(BATCH_HEADER).order(ByteOrder.LITTLE_ENDIAN);
  private long nextSequence;

  private RecordFile(Path file, InputStream in, boolean batches, long nextSequence) {
    this.file = file;
    this.in = in;
    this.batches = batches;
    this.nextSequence = nextSequence;
  }

  /** Checks a manifest. */
  static void checkManifest(Path file) throws IOException, WalException {
    try (InputStream in = Files.newInputStream(file)) {
      new RecordFile(file, in, false, ANY_SEQUENCE).check();
    }
  }

  /**
   * Checks a log.
   *
   * @param nextSequence what the log before it ended with
   * @return what a log after it may begin with
   */
  static long checkLog(Path file, long nextSequence) throws IOException, WalException {
    try (InputStream in = Files.newInputStream(file)) {
      RecordFile log = new RecordFile(file, in, true, nextSequence);
      log.check();
      return log.nextSequence;
    }
  }

  private void check() throws IOException, WalException {
    while (nextBlock()) {
      int at = 0;
      while (blockEnd - at >= HEADER) {
        if (!isFragment(at)) {
          throwUnlessTorn(at);
          return;
        }
        take(at);
        at += HEADER + length(at);
      }
    }
  }

  private boolean nextBlock() throws IOException {
    blockStart += blockEnd;
    blockEnd = in.readNBytes(block, 0, BLOCK);
    return blockEnd > 0;
  }

  private int type(int at) {
    return block[at + TYPE_AT] & 0xFF;
  }

  private int length(int at) {
    return view.getShort(at + LENGTH_AT) & 0xFFFF;
  }

  private boolean isCutOff(int at) {
    return at + HEADER + length(at) > blockEnd;
  }

  /** Whether there is a whole fragment of a type that we may have written. */
  private boolean isFragment(int at) {
    int type = type(at);
    boolean recycled = type >= RECYCLED_FIRST && type <= RECYCLED_LAST;
    if (type == UNWRITTEN || recycled || isCutOff(at)) {
      return false;
    }
    CRC32C crc = new CRC32C();
    crc.update(block, at + TYPE_AT, 1 + length(at));
    return hasChecksum(at, (int) crc.getValue());
  }

  private boolean hasChecksum(int at, int crc) {
    return view.getInt(at) == Integer.rotateRight(crc, CHECKSUM_ROTATION) + CHECKSUM_DELTA;
  }

  /** Follows the fragments of a record, and the sequence of batches. */
  private void take(int at) throws WalException {
    int type = type(at);
    if (type > LAST) {
      return; // RocksDB's notes about the file itself.
    }
    boolean starts = type == FULL || type == FIRST;
    if (starts == inRecord) {
      throw corrupt(
          at,
          starts ? "a record starts before the one before it has ended" : "a record has no start");
    }
    if (starts) {
      batchHeader.clear();
    }
    batchHeader.put(block, at + HEADER, Math.min(batchHeader.remaining(), length(at)));
    inRecord = type == FIRST || type == MIDDLE;
    if (!inRecord && batches) {
      takeBatch(at);
    }
  }

  private void takeBatch(int at) throws WalException {
    if (batchHeader.hasRemaining()) {
      throw corrupt(at, "a batch is too short");
    }
    long sequence = batchHeader.getLong(0);
    if (nextSequence != ANY_SEQUENCE && sequence > nextSequence) {
      throw corrupt(at, "batches " + nextSequence + " to " + (sequence - 1) + " are missing");
    }
    nextSequence = sequence + Integer.toUnsignedLong(batchHeader.getInt(Long.BYTES));
  }

  /**
   * Decides whether what is at a place in the block can be the end of a log that lost its last,
   * unfinished batch.
   */
  private void throwUnlessTorn(int at) throws IOException, WalException {
    long place = blockStart + at;
    boolean blank = type(at) == UNWRITTEN && length(at) == 0;
    if (!blank && (!isCutOff(at) || blockEnd == BLOCK || isWholeButForItsHeader(at))) {
      throw corrupt(at, "a record is damaged");
    }
    int from = at + 1;
    do {
      for (int next = from; next + HEADER <= blockEnd; next++) {
        if ((type(next) == FULL || type(next) == FIRST) && isFragment(next)) {
          throw new WalException(
              Kind.CORRUPT,
              file + ": the record at " + place + " is damaged, and others follow it");
        }
      }
      from = 0;
    } while (nextBlock());
  }

  /** Whether the checksum fits another length or type, so that all of the record is there. */
  private boolean isWholeButForItsHeader(int at) {
    for (int type = FULL; type <= LAST; type++) {
      CRC32C crc = new CRC32C();
      crc.update(type);
      for (int end = at + HEADER; end < blockEnd; end++) {
        if (hasChecksum(at, (int) crc.getValue())) {
          return true;
        }
        crc.update(block, end, 1);
      }
      if (hasChecksum(at, (int) crc.getValue())) {
        return true;
      }
    }
    return false;
  }

  private WalException corrupt(int at, String what) {
    return new WalException(Kind.CORRUPT, file + ": at " + (blockStart + at) + " " + what);
  }
}
