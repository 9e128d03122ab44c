package io.quorate.wal.h2;

import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The small file that says what was acknowledged last: H2's version number after it, and which
 * journal it is in. It is what tells a torn end of the journal from a damaged one, and which format
 * the store has, before H2 is asked.
 *
 * <p>It has two places that are written in turn, so that a write that is cut short leaves the one
 * before it. A place that is damaged afterwards looks the same; so what follows the older place in
 * the journal is taken too, if it is whole.
 */
final class Mark implements Closeable {
  static final String NAME = "ACKNOWLEDGED";

  private static final String TEMPORARY = NAME + ".new";
  private static final int PLACES = 2;

  /** Further apart than what disks write as one. */
  private static final int DISTANCE = 4096;

  private static final int CONTENT_BYTES = 4 * Long.BYTES;
  private static final int BYTES = CONTENT_BYTES + Integer.BYTES;

  /**
   * What a place says.
   *
   * @param turn the higher one is newer
   */
  record Content(long format, long turn, long version, long journal) {
    ByteBuffer encode() {
      ByteBuffer out = ByteBuffer.allocate(BYTES);
      out.putLong(format).putLong(turn).putLong(version).putLong(journal);
      return out.putInt(Checksums.of(out.duplicate().flip(), position())).flip();
    }

    long position() {
      return turn % PLACES * DISTANCE;
    }
  }

  private final LogFile file;
  private Content content;

  private Mark(LogFile file, Content content) {
    this.file = file;
    this.content = content;
  }

  /** Makes the mark of an empty store; there is a store from here on. */
  static Mark create(LogDirectory directory, long format, long journal)
      throws IOException, WalException {
    try (LogFile file = directory.open(TEMPORARY)) {
      for (int turn = 0; turn < PLACES; turn++) {
        Content content = new Content(format, turn, 0, journal);
        file.write(content.encode(), content.position());
      }
      file.sync();
    }
    directory.rename(TEMPORARY, NAME);
    directory.sync();
    return open(directory, format);
  }

  /** Opens the mark of a store. */
  static Mark open(LogDirectory directory, long format) throws IOException, WalException {
    LogFile file = directory.open(NAME);
    try {
      Optional<Content> newest = Optional.empty();
      for (int place = 0; place < PLACES; place++) {
        Optional<Content> found = read(file, (long) place * DISTANCE);
        if (found.isPresent()
            && (newest.isEmpty() || found.get().turn() > newest.get().turn())) {
          newest = found;
        }
      }
      Content content = newest.orElseThrow(() -> new WalException(
          Kind.CORRUPT,
          NAME + " in " + directory + " is damaged in both its places, at 0 and " + DISTANCE));
      if (content.format() > format) {
        throw new WalException(
            Kind.NEWER_FORMAT,
            directory + " has format " + content.format()
                + ", and this version of the log reads up to " + format
                + ": use the version that wrote it, or a newer one");
      }
      return new Mark(file, content);
    } catch (IOException | WalException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static Optional<Content> read(LogFile file, long position) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    if (!file.read(bytes, position)) {
      return Optional.empty();
    }
    bytes.flip();
    Content content =
        new Content(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
    boolean whole = content.turn() >= 0
        && content.position() == position
        && content.encode().equals(bytes.rewind());
    return whole ? Optional.of(content) : Optional.empty();
  }

  /** H2's version number after the last acknowledged batch; 0 before the first. */
  long version() {
    return content.version();
  }

  /** The number of the journal that is in use. */
  long journal() {
    return content.journal();
  }

  /** Says both, durably. */
  void set(long version, long journal) throws IOException {
    Content next = new Content(content.format(), content.turn() + 1, version, journal);
    file.write(next.encode(), next.position());
    file.sync();
    content = next;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
