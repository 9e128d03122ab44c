package io.quorate.engine.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.HybridTimestamp;
import io.quorate.LogEntry;
import io.quorate.spi.EntryRecord;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class EntryCodecProps {

  @Property
  void everyCommandComesBackAsItWas(
      @ForAll @IntRange(min = 0) int partition,
      @ForAll @LongRange(min = 1) long index,
      @ForAll @LongRange(min = 1) long term,
      @ForAll @LongRange(min = 0, max = (1L << 48) - 1) long millis,
      @ForAll @IntRange(min = 0, max = 0xFFFF) int counter,
      @ForAll @IntRange(min = 0) int node,
      @ForAll char @Size(max = 300) [] type,
      @ForAll byte @Size(max = 300) [] data)
      throws CorruptEntryException {
    HybridTimestamp stamp = new HybridTimestamp(millis, counter, node);
    // Text that UTF-8 can express: half of a surrogate pair is none.
    String text = new String(type)
        .codePoints()
        .filter(c -> Character.getType(c) != Character.SURROGATE)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
    EntryRecord entry =
        new EntryCodec(partition, () -> stamp).encode(index, term, TestDraft.command(text, data));

    EntryRecords.verify(partition, entry);
    LogEntry found = EntryRecords.toLogEntry(entry);
    assertThat(List.of(found.index(), found.term(), found.timestamp(), found.type()))
        .isEqualTo(List.of(index, term, stamp, text));
    assertThat(found.data()).isEqualTo(data);
  }

  @Property(tries = 100)
  void everySingleFlippedBitIsFound(
      @ForAll @IntRange(min = 0) int partition,
      @ForAll @LongRange(min = 1) long index,
      @ForAll @LongRange(min = 1) long term,
      @ForAll byte @Size(max = 60) [] data) {
    EntryRecord entry = new EntryCodec(partition, () -> HybridTimestamp.ZERO)
        .encode(index, term, TestDraft.command("type", data));
    for (int bit = 0; bit < entry.bytes().length * 8; bit++) {
      byte[] flipped = entry.bytes().clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertCorrupt(partition, new EntryRecord(index, term, flipped));
    }
    for (int bit = 0; bit < Long.SIZE; bit++) {
      assertCorrupt(partition, new EntryRecord(index ^ 1L << bit, term, entry.bytes()));
      assertCorrupt(partition, new EntryRecord(index, term ^ 1L << bit, entry.bytes()));
      assertCorrupt(partition ^ 1 << bit % Integer.SIZE, entry);
    }
  }

  @Property
  void anyBytesAreVerifiedOrRefused(
      @ForAll byte @Size(max = 100) [] rest, @ForAll @IntRange(min = 0, max = 5) int kind) {
    byte[] record = new byte[Math.max(5, rest.length)];
    System.arraycopy(rest, 0, record, 0, rest.length);
    record[4] = (byte) kind;
    EntryChecksum.store(record, new EntryChecksum().compute(1, 1, 1, record));
    EntryRecord entry = new EntryRecord(1, 1, record);
    try {
      EntryRecords.verify(1, entry);
    } catch (CorruptEntryException e) {
      return;
    }
    // What has been verified can be used without a further thought.
    EntryRecords.toLogEntry(entry);
    EntryRecords.kind(entry);
  }

  private static void assertCorrupt(int partition, EntryRecord entry) {
    try {
      EntryRecords.verify(partition, entry);
    } catch (CorruptEntryException e) {
      return;
    }
    throw new AssertionError("the damage to " + entry + " was not found");
  }
}
