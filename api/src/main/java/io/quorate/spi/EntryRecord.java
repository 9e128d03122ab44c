package io.quorate.spi;

/**
 * One log entry as it is stored and sent: encoded and checksummed by the engine, opaque to a
 * backend, which stores and returns the bytes as they are. The array belongs to the log once a
 * batch has been handed over, and to the caller once it has been read; nobody changes it.
 *
 * @param index from 1
 * @param term from 0
 * @param bytes the engine's encoding, with its checksum over partition, index, term and content
 */
public record EntryRecord(long index, long term, byte[] bytes) {
  @Override
  public String toString() {
    return "EntryRecord[" + index + " term " + term + ", " + bytes.length + " bytes]";
  }
}
