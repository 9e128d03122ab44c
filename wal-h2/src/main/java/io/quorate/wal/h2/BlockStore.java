package io.quorate.wal.h2;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.zip.ZipOutputStream;
import org.h2.mvstore.RandomAccessStore;
import org.h2.mvstore.SFChunk;

/**
 * What an MVStore reads from and writes to: {@link Blocks}. Its own writes go nowhere else, so they
 * cannot fail, and no order of them matters.
 *
 * <p>A chunk's blocks are tagged with its version, and no two chunks ever have the same, so a block
 * that is whole and was not replaced when it should have been is found out.
 */
final class BlockStore extends RandomAccessStore {
  private final Blocks blocks;

  BlockStore(Blocks blocks, int cacheMebibytes) {
    super(Map.of("cacheSize", cacheMebibytes));
    this.blocks = blocks;
    init(Blocks.NAME, false);
    setSize(blocks.size());
  }

  /**
   * Makes the header name the newest chunk, as H2 does when it closes a store. H2's own way to find
   * the newest chunk of a store that was not closed misses it at times: the header that it writes
   * with a chunk names the one before.
   */
  void nameLastChunk() {
    writeCleanShutdown();
  }

  @Override
  public ByteBuffer readFully(SFChunk chunk, long position, int length) {
    readCount.incrementAndGet();
    readBytes.addAndGet(length);
    return blocks.read(position, length, chunk == null ? Blocks.NO_TAG : chunk.version);
  }

  @Override
  protected void writeFully(SFChunk chunk, long position, ByteBuffer source) {
    writeCount.incrementAndGet();
    writeBytes.addAndGet(source.remaining());
    blocks.write(position, chunk == null ? Blocks.NO_TAG : chunk.version, source);
    setSize(blocks.size());
  }

  @Override
  protected void truncate(long size) {
    writeCount.incrementAndGet();
    blocks.resize(size);
    setSize(size);
  }

  /** Never before the batch is whole. */
  @Override
  public boolean shouldSaveNow(int unsavedMemory, int autoCommitMemory) {
    return false;
  }

  /**
   * What no commit needs any more may be overwritten by the next: each is durable as a whole before
   * any of its blocks goes to its place.
   */
  @Override
  public int getDefaultRetentionTime() {
    return 0;
  }

  @Override
  public void open(String fileName, boolean readOnly, char[] encryptionKey) {
    throw new UnsupportedOperationException("it is open");
  }

  @Override
  public BlockStore open(String fileName, boolean readOnly) {
    throw new UnsupportedOperationException("there is one store per log");
  }

  @Override
  public void backup(ZipOutputStream out) {
    throw new UnsupportedOperationException("a log is not backed up by itself");
  }

  @Override
  public String toString() {
    return Blocks.NAME;
  }
}
