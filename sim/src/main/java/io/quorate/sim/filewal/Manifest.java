package io.quorate.sim.filewal;

import io.quorate.sim.file.FileStore;
import io.quorate.sim.file.StoreFile;
import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * What the log must never forget about itself: its first segment, and the last batch that was
 * acknowledged. Two slots, far enough apart to share no page, are written in turn, so that a write
 * that is torn leaves the one before it.
 */
final class Manifest implements Closeable {
  static final String NAME = "manifest";

  private static final int SLOT_BYTES = 40;
  private static final int SLOT_DISTANCE = 4096;
  private static final int SLOTS = 2;

  /** A slot's content, which the higher generation wins. */
  private record Slot(long format, long generation, long acknowledged, long firstSegment) {
    ByteBuffer bytes() {
      ByteBuffer bytes = ByteBuffer.allocate(SLOT_BYTES)
          .putLong(format)
          .putLong(generation)
          .putLong(acknowledged)
          .putLong(firstSegment);
      CRC32C crc = new CRC32C();
      crc.update(bytes.duplicate().flip());
      return bytes.putLong(crc.getValue()).flip();
    }

    long position() {
      return generation % SLOTS * SLOT_DISTANCE;
    }
  }

  private final StoreFile file;
  private Slot current;

  private Manifest(StoreFile file, Slot current) {
    this.file = file;
    this.current = current;
  }

  /** Makes the manifest of an empty log, durable under its name. */
  static Manifest create(FileStore store, long format) throws IOException, WalException {
    String temporary = NAME + Segment.TEMPORARY;
    try (StoreFile created = store.create(temporary)) {
      for (int i = 0; i < SLOTS; i++) {
        Slot slot = new Slot(format, i, 0, 1);
        created.writeFully(slot.bytes(), slot.position());
      }
      created.sync();
    }
    store.rename(temporary, NAME);
    store.syncDirectory();
    return open(store, format);
  }

  static Manifest open(FileStore store, long format) throws IOException, WalException {
    StoreFile file = store.open(NAME);
    try {
      Optional<Slot> newest = Optional.empty();
      for (int i = 0; i < SLOTS; i++) {
        Optional<Slot> slot = read(file, (long) i * SLOT_DISTANCE);
        if (slot.isPresent()
            && (newest.isEmpty() || slot.get().generation() > newest.get().generation())) {
          newest = slot;
        }
      }
      Slot found = newest.orElseThrow(
          () -> new WalException(Kind.CORRUPT, NAME + ": both slots are damaged, at 0 and 4096"));
      if (found.format() > format) {
        throw new WalException(
            Kind.NEWER_FORMAT,
            store + " has format " + found.format() + ", and this version knows up to " + format);
      }
      return new Manifest(file, found);
    } catch (IOException | WalException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static Optional<Slot> read(StoreFile file, long position) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(SLOT_BYTES);
    if (!file.readFully(bytes, position)) {
      return Optional.empty();
    }
    bytes.flip();
    Slot slot = new Slot(
        bytes.getLong(0),
        bytes.getLong(Long.BYTES),
        bytes.getLong(2 * Long.BYTES),
        bytes.getLong(3 * Long.BYTES));
    return slot.bytes().equals(bytes) && slot.position() == position
        ? Optional.of(slot)
        : Optional.empty();
  }

  long acknowledged() {
    return current.acknowledged();
  }

  long firstSegment() {
    return current.firstSegment();
  }

  /** Another number after each {@link #set}. */
  long generation() {
    return current.generation();
  }

  /** Notes both, durably. */
  void set(long acknowledged, long firstSegment) throws IOException {
    Slot next = new Slot(current.format(), current.generation() + 1, acknowledged, firstSegment);
    file.writeFully(next.bytes(), next.position());
    file.sync();
    current = next;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
