package io.quorate.engine.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.quorate.HybridTimestamp;
import io.quorate.engine.raft.Configuration;
import io.quorate.engine.raft.Draft;
import io.quorate.engine.raft.EntryKind;
import io.quorate.spi.EntryRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** Records of every kind and size; commands of usual sizes are in {@link EntryCodecProps}. */
class EntryKindProps {
  private final EntryCodec codec = new EntryCodec(7, () -> new HybridTimestamp(5, 6, 300));

  @Property
  void everyConfigurationComesBack(
      @ForAll @Size(min = 1, max = 9) Set<@IntRange(min = 1) Integer> voters,
      @ForAll @Size(max = 9) Set<@IntRange(min = 1) Integer> outgoing,
      @ForAll @Size(max = 9) Set<@IntRange(min = 1) Integer> learners)
      throws CorruptEntryException {
    TreeSet<Integer> apart = new TreeSet<>(learners);
    apart.removeAll(voters);
    Configuration configuration =
        new Configuration(new TreeSet<>(voters), new TreeSet<>(outgoing), apart);
    EntryRecord entry = codec.encode(1, 1, configuration);
    EntryRecords.verify(7, entry);
    assertThat(EntryRecords.kind(entry)).isEqualTo(EntryKind.CONFIGURATION);
    assertThat(EntryRecords.configuration(entry)).isEqualTo(configuration);
  }

  /** Of a large record a flip anywhere must be found as well as one at its ends. */
  @Property(tries = 300)
  void aFlippedBitOfARecordOfAnyKindAndSizeIsFound(
      @ForAll("records") EntryRecord entry, @ForAll @LongRange(min = 0) long place)
      throws CorruptEntryException {
    EntryRecords.verify(7, entry);
    byte[] flipped = entry.bytes().clone();
    int bit = (int) (place % (8L * flipped.length));
    flipped[bit / 8] ^= (byte) (1 << bit % 8);
    assertThatExceptionOfType(CorruptEntryException.class)
        .isThrownBy(
            () -> EntryRecords.verify(7, new EntryRecord(entry.index(), entry.term(), flipped)));
  }

  /** What a misdirected write leaves behind is whole, and belongs elsewhere. */
  @Property
  void recordsThatChangePlacesAreFound(
      @ForAll("records") EntryRecord entry,
      @ForAll @IntRange(min = 0) int partition,
      @ForAll @LongRange(min = 1) long index,
      @ForAll @LongRange(min = 1) long term) {
    if (partition != 7) {
      assertThatExceptionOfType(CorruptEntryException.class)
          .isThrownBy(() -> EntryRecords.verify(partition, entry));
    }
    if (index != entry.index() || term != entry.term()) {
      assertThatExceptionOfType(CorruptEntryException.class)
          .isThrownBy(() -> EntryRecords.verify(7, new EntryRecord(index, term, entry.bytes())));
    }
  }

  /** The codec keeps the last few types: none may be taken for another. */
  @Property
  void typesStayApartInWhateverOrderTheyCome(@ForAll List<@IntRange(max = 7) Integer> order) {
    List<String> expected = new ArrayList<>();
    List<String> found = new ArrayList<>();
    for (int type : order) {
      expected.add("type".repeat(type % 3) + type);
      EntryRecord entry =
          codec.encode(1, 1, TestDraft.command(expected.get(expected.size() - 1), new byte[type]));
      found.add(EntryRecords.toLogEntry(entry).type());
    }
    assertThat(found).isEqualTo(expected);
  }

  @Provide
  Arbitrary<EntryRecord> records() {
    Draft system = new TestDraft(EntryKind.SYSTEM, "", new byte[] {1, 2, 3});
    Arbitrary<Integer> sizes = Arbitraries.of(0, 1, 127, 128, 1 << 14, 1 << 20);
    return Arbitraries.oneOf(
        sizes.map(size -> codec.encode(9, 3, TestDraft.command("type", new byte[size]))),
        sizes.map(size ->
            codec.encode(9, 3, TestDraft.command("t".repeat(Math.min(size, 500)), new byte[0]))),
        Arbitraries.of(
            codec.encodeNoOp(Long.MAX_VALUE, Long.MAX_VALUE),
            codec.encode(1, 1, Configuration.of(new TreeSet<>(List.of(1, 2, 300)))),
            codec.encode(2, 2, system)));
  }
}
