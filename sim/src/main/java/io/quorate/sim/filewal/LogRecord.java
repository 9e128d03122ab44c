package io.quorate.sim.filewal;

import io.quorate.spi.EntryRecord;
import io.quorate.spi.HardState;
import io.quorate.spi.LogBoundary;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.CRC32C;

/**
 * One record of the log.
 *
 * <pre>
 * bytes   0..3    length of the payload
 *         4..7    CRC32C of the segment's salt, the position, bytes 0..3, and bytes 8 to the end
 *         8       type
 *         9..16   sequence number of the batch
 *        17..20   partition
 *        21..28   index
 *        29..36   term
 *        37..     payload
 * </pre>
 *
 * @param type what it says
 * @param sequence of its batch
 * @param partition whom it is about, or 0
 * @param index depends on the type
 * @param term depends on the type
 * @param payload depends on the type
 */
record LogRecord(Type type, long sequence, int partition, long index, long term, byte[] payload) {
  static final int HEADER_BYTES = 37;

  private static final int TYPE_AT = 8;
  private static final int NO_VOTE = 0;

  /** What a record says. The order is that of the numbers on the disk. */
  enum Type {
    /** The partition is forgotten. */
    DROP,
    /** The hard state: term and, as the index, the vote. */
    HARD_STATE,
    /** The boundary is (index, term); entries above the payload's number go. */
    LOG,
    /** An entry, which replaces one of the same index. */
    ENTRY,
    /** A metadata value; the index is the length of its key in the payload. */
    METADATA,
    /** The end of a batch of as many records as the index says; the term is their checksum. */
    COMMIT
  }

  static LogRecord drop(int partition) {
    return new LogRecord(Type.DROP, 0, partition, 0, 0, new byte[0]);
  }

  static LogRecord hardState(int partition, HardState state) {
    long vote = state.vote().orElse(NO_VOTE);
    return new LogRecord(Type.HARD_STATE, 0, partition, vote, state.term(), new byte[0]);
  }

  static LogRecord log(int partition, LogBoundary boundary, long keepThrough) {
    byte[] keep = ByteBuffer.allocate(Long.BYTES).putLong(keepThrough).array();
    return new LogRecord(Type.LOG, 0, partition, boundary.index(), boundary.term(), keep);
  }

  static LogRecord entry(int partition, EntryRecord entry) {
    return new LogRecord(Type.ENTRY, 0, partition, entry.index(), entry.term(), entry.bytes());
  }

  static LogRecord metadata(String key, byte[] value) {
    byte[] name = key.getBytes(StandardCharsets.UTF_8);
    byte[] both = Arrays.copyOf(name, name.length + value.length);
    System.arraycopy(value, 0, both, name.length, value.length);
    return new LogRecord(Type.METADATA, 0, 0, name.length, 0, both);
  }

  /** The commit record of a batch whose records have these checksums. */
  static LogRecord commit(long sequence, List<Integer> checksums) {
    return new LogRecord(
        Type.COMMIT, sequence, 0, checksums.size(), checksum(checksums), new byte[0]);
  }

  boolean commits(List<Integer> checksums) {
    return index == checksums.size() && term == checksum(checksums);
  }

  private static long checksum(List<Integer> checksums) {
    ByteBuffer all = ByteBuffer.allocate(checksums.size() * Integer.BYTES);
    checksums.forEach(all::putInt);
    CRC32C crc = new CRC32C();
    crc.update(all.flip());
    return crc.getValue();
  }

  LogRecord inBatch(long number) {
    return new LogRecord(type, number, partition, index, term, payload);
  }

  HardState hardState() {
    return new HardState(
        term, index == NO_VOTE ? OptionalInt.empty() : OptionalInt.of(Math.toIntExact(index)));
  }

  LogBoundary boundary() {
    return new LogBoundary(index, term);
  }

  long keepThrough() {
    return ByteBuffer.wrap(payload).getLong();
  }

  String key() {
    return new String(payload, 0, Math.toIntExact(index), StandardCharsets.UTF_8);
  }

  byte[] value() {
    return Arrays.copyOfRange(payload, Math.toIntExact(index), payload.length);
  }

  int bytes() {
    return HEADER_BYTES + payload.length;
  }

  /** Writes the record for a place, and returns its checksum. */
  int write(ByteBuffer target, long salt, long position) {
    int at = target.position();
    target.putInt(payload.length).putInt(0).put((byte) type.ordinal()).putLong(sequence);
    target.putInt(partition).putLong(index).putLong(term).put(payload);
    int checksum = checksum(target.duplicate().position(at), salt, position);
    target.putInt(at + Integer.BYTES, checksum);
    return checksum;
  }

  /** The checksum that the record has in a place. */
  int checksum(long salt, long position) {
    return write(ByteBuffer.allocate(bytes()), salt, position);
  }

  /**
   * The checksum of the record that the buffer holds from its position to its limit, or further.
   */
  private static int checksum(ByteBuffer record, long salt, long position) {
    int at = record.position();
    CRC32C crc = new CRC32C();
    crc.update(
        ByteBuffer.allocate(2 * Long.BYTES).putLong(salt).putLong(position).flip());
    crc.update(record.duplicate().limit(at + Integer.BYTES));
    crc.update(
        record.duplicate().limit(at + HEADER_BYTES + record.getInt(at)).position(at + TYPE_AT));
    return (int) crc.getValue();
  }

  /** The length of the whole record whose header this is; empty if it can be none. */
  static Optional<Integer> length(ByteBuffer header, long available) {
    long length = HEADER_BYTES + (long) header.getInt(header.position());
    return length < HEADER_BYTES || length > available || length > Integer.MAX_VALUE
        ? Optional.empty()
        : Optional.of((int) length);
  }

  /** Reads the record that is all of the buffer. */
  static LogRecord read(ByteBuffer bytes, long salt, long position) throws DamagedRecordException {
    int at = bytes.position();
    LogRecord record = parse(bytes.duplicate().position(at + TYPE_AT));
    if (bytes.getInt(at + Integer.BYTES) != checksum(bytes, salt, position)) {
      throw new DamagedRecordException("the checksum of what should be " + record + " is wrong");
    }
    return record;
  }

  private static LogRecord parse(ByteBuffer from) throws DamagedRecordException {
    int type = from.get();
    if (type < 0 || type >= Type.values().length) {
      throw new DamagedRecordException("there is no record of type " + type);
    }
    long sequence = from.getLong();
    int partition = from.getInt();
    long index = from.getLong();
    long term = from.getLong();
    byte[] payload = new byte[from.remaining()];
    from.get(payload);
    return new LogRecord(Type.values()[type], sequence, partition, index, term, payload);
  }

  @Override
  public String toString() {
    return type + " of partition " + partition + ", index " + index + ", term " + term
        + ", in batch " + sequence;
  }
}
