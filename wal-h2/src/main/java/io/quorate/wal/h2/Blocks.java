package io.quorate.wal.h2;

import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The blocks that H2 has its store in, in three layers: what the commit under way has written, what
 * was committed and is safe in the journal, and the file.
 *
 * <p>In the file each block has a checksum over its content and its number, and the tag that H2
 * wrote it with: H2 itself checks next to nothing of what it reads.
 *
 * <p>Reads may come from any thread, the rest from one.
 */
final class Blocks implements Closeable {
  static final String NAME = "data";

  /** What H2 writes in, and at multiples of. */
  static final int BYTES = 4096;

  /** A tag for blocks that are written again and again, and for reads that take any. */
  static final long NO_TAG = 0;

  private static final int TAG_AT = Integer.BYTES;
  private static final int CONTENT_AT = Integer.BYTES + Long.BYTES;
  private static final int STORED_BYTES = CONTENT_AT + BYTES;

  /** In the journal, before a block: number, tag, length. */
  private static final int RECORD_HEADER = 2 * Long.BYTES + Integer.BYTES;

  /** How much is written to the file at once. */
  private static final int WRITE_BLOCKS = 256;

  /** A block in memory: a slice of something larger that nobody changes. */
  private record Block(long tag, ByteBuffer content) {}

  private final LogFile file;
  private final NavigableMap<Long, Block> committed = new ConcurrentSkipListMap<>();
  private final NavigableMap<Long, Block> pending = new ConcurrentSkipListMap<>();

  /** Blocks, as of the last commit, and with the one under way. */
  private long committedCount;

  private volatile long count;

  private volatile Optional<IOException> failedRead = Optional.empty();

  Blocks(LogFile file) throws IOException {
    this.file = file;
    this.committedCount = file.size() / STORED_BYTES;
    this.count = committedCount;
  }

  /** In bytes, as H2 sees it. */
  long size() {
    return count * BYTES;
  }

  /**
   * The first read of the file that failed since this was last asked; H2 takes some failures for
   * the absence of something.
   */
  Optional<IOException> takeFailedRead() {
    Optional<IOException> failed = failedRead;
    failedRead = Optional.empty();
    return failed;
  }

  /** Writes whole blocks, for the commit under way. */
  void write(long position, long tag, ByteBuffer source) {
    ByteBuffer copy = ByteBuffer.allocate(source.remaining()).put(source).flip();
    long number = position / BYTES;
    while (copy.hasRemaining()) {
      pending.put(number, new Block(tag, copy.slice(copy.position(), BYTES)));
      copy.position(copy.position() + BYTES);
      number++;
    }
    count = Math.max(count, number);
  }

  /** Cuts, with the commit under way. */
  void resize(long size) {
    count = size / BYTES;
    pending.tailMap(count, true).clear();
  }

  /**
   * Reads.
   *
   * @param tag what the blocks must have been written with, or {@link #NO_TAG}
   * @throws BlockException if there is something else, or nothing
   */
  ByteBuffer read(long position, int length, long tag) {
    ByteBuffer target = ByteBuffer.allocate(length);
    long first = position / BYTES;
    int skip = (int) (position % BYTES);
    int blocks = (skip + length + BYTES - 1) / BYTES;
    if (position < 0 || length < 0 || first + blocks > count) {
      throw BlockException.damaged(NAME + ": there is nothing at block " + first + ", of " + count);
    }
    // All of the memory before the file: what is not in memory then is in the file by now.
    Block[] found = new Block[blocks];
    boolean complete = true;
    for (int i = 0; i < blocks; i++) {
      found[i] = inMemory(first + i);
      complete &= found[i] != null;
    }
    ByteBuffer stored = complete ? null : readFile(first, blocks);
    for (int i = 0; i < blocks; i++) {
      Block block = found[i] != null
          ? found[i]
          : check(first + i, stored.slice(i * STORED_BYTES, STORED_BYTES));
      if (tag != NO_TAG && block.tag() != tag) {
        throw BlockException.damaged(NAME + ", block " + (first + i) + ": has tag " + block.tag()
            + " where " + tag + " belongs");
      }
      int from = i == 0 ? skip : 0;
      target.put(block.content().slice(from, Math.min(BYTES - from, target.remaining())));
    }
    return target.flip();
  }

  private Block inMemory(long number) {
    Block block = pending.get(number);
    return block == null ? committed.get(number) : block;
  }

  /** What lies behind the file's end, and was not written yet, is left zero. */
  private ByteBuffer readFile(long first, int blocks) {
    ByteBuffer stored = ByteBuffer.allocate(blocks * STORED_BYTES);
    try {
      file.read(stored, first * STORED_BYTES);
    } catch (IOException e) {
      failedRead = Optional.of(failedRead.orElse(e));
      throw new BlockException(Kind.FAILED, NAME + ", block " + first + ": " + e.getMessage(), e);
    }
    return stored.clear();
  }

  private static Block check(long number, ByteBuffer stored) {
    if (stored.getInt(0) != checksum(number, stored)) {
      throw BlockException.damaged(NAME + ", block " + number + ": has a wrong checksum");
    }
    return new Block(stored.getLong(TAG_AT), stored.slice(CONTENT_AT, BYTES));
  }

  private static int checksum(long number, ByteBuffer stored) {
    return Checksums.of(stored.slice(TAG_AT, STORED_BYTES - TAG_AT), number);
  }

  /**
   * The commit under way as a record of the journal, with room for its header. Zeros at the end of
   * a block, which H2 fills much of some with, are left out.
   */
  ByteBuffer encodePending(int room) {
    long most = room + (long) Long.BYTES + (long) pending.size() * (RECORD_HEADER + BYTES);
    ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(most)).position(room);
    out.putLong(count);
    pending.forEach((number, block) -> {
      ByteBuffer content = block.content().slice(0, usedBytes(block.content()));
      out.putLong(number).putLong(block.tag()).putInt(content.remaining()).put(content);
    });
    return out.flip();
  }

  private static int usedBytes(ByteBuffer content) {
    int used = BYTES;
    while (used > 0 && content.get(used - 1) == 0) {
      used--;
    }
    return used;
  }

  /** Commits what a record of the journal says. */
  void replay(ByteBuffer record) throws WalException {
    try {
      count = record.getLong();
      while (record.hasRemaining()) {
        long number = record.getLong();
        long tag = record.getLong();
        byte[] content = new byte[BYTES];
        record.get(content, 0, record.getInt());
        pending.put(number, new Block(tag, ByteBuffer.wrap(content)));
      }
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      throw new WalException(Kind.CORRUPT, "a record of the journal is too short", e);
    }
    commit();
  }

  /** The commit under way is safe in the journal. */
  void commit() {
    committed.putAll(pending);
    committed.tailMap(count, true).clear();
    committedCount = count;
    pending.clear();
  }

  /** There is no commit under way any more. */
  void rollback() {
    pending.clear();
    count = committedCount;
  }

  /** Brings all that is committed to its place in the file, and syncs it. */
  void save() throws IOException {
    ByteBuffer out = ByteBuffer.allocate(STORED_BYTES * Math.min(WRITE_BLOCKS, committed.size()));
    long start = 0;
    for (NavigableMap.Entry<Long, Block> entry : committed.entrySet()) {
      long next = start + out.position() / STORED_BYTES;
      if (out.position() > 0 && (!out.hasRemaining() || entry.getKey() != next)) {
        file.write(out.flip(), start * STORED_BYTES);
        out.clear();
      }
      if (out.position() == 0) {
        start = entry.getKey();
      }
      int at = out.position();
      out.putInt(0)
          .putLong(entry.getValue().tag())
          .put(entry.getValue().content().duplicate());
      out.putInt(at, checksum(entry.getKey(), out.slice(at, STORED_BYTES)));
    }
    if (out.position() > 0) {
      file.write(out.flip(), start * STORED_BYTES);
    }
    if (file.size() > committedCount * STORED_BYTES) {
      file.truncate(committedCount * STORED_BYTES);
    }
    file.sync();
    committed.clear();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
