package io.quorate.engine.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.quorate.HybridTimestamp;
import io.quorate.LogEntry;
import io.quorate.engine.codec.CorruptEntryException.Reason;
import io.quorate.engine.raft.Configuration;
import io.quorate.engine.raft.EntryKind;
import io.quorate.spi.EntryRecord;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class EntryCodecTest {
  private static final HybridTimestamp STAMP = new HybridTimestamp(1_700_000_000_000L, 3, 300);

  private final EntryCodec codec = new EntryCodec(7, () -> STAMP);

  @Test
  void aCommandHasTheDocumentedLayout() throws CorruptEntryException {
    EntryRecord entry = codec.encode(42, 5, TestDraft.command("Greeting", "Hello".getBytes(UTF_8)));

    assertThat(hex(entry))
        .isEqualTo(
            "21b98b86" // CRC32C of 00000007 000000000000002a 0000000000000005 and of what follows
                + "01" + "018bcfe568000003" + "ac02" + "08" + "4772656574696e67" + "48656c6c6f");
    EntryRecords.verify(7, entry);
  }

  @Test
  void aNoOpHasTheDocumentedLayout() throws CorruptEntryException {
    EntryRecord entry = new EntryCodec(0, () -> STAMP).encodeNoOp(1, 1);

    assertThat(hex(entry)).isEqualTo("e5db4712" + "02" + "018bcfe568000003" + "ac02" + "00");
    EntryRecords.verify(0, entry);
    assertThat(EntryRecords.kind(entry)).isEqualTo(EntryKind.NO_OP);
  }

  @Test
  void aConfigurationHasTheDocumentedLayout() throws CorruptEntryException {
    Configuration joint = new Configuration(nodes(1, 2, 3), nodes(1, 2, 300), nodes(4));
    EntryRecord entry = codec.encode(43, 5, joint);

    assertThat(hex(entry))
        .isEqualTo("7589e997" + "03" + "018bcfe568000003" + "ac02" + "00" + "0a03010203"
            + "12040102ac02" + "1a0104");
    EntryRecords.verify(7, entry);
    assertThat(codec.kind(entry)).isEqualTo(EntryKind.CONFIGURATION);
    assertThat(codec.configuration(entry)).isEqualTo(joint);
  }

  @Test
  void theApplicationGetsWhatWasProposed() {
    EntryRecord entry = codec.encode(42, 5, TestDraft.command("Grüße", new byte[] {1, 2, 3}));
    LogEntry log = EntryRecords.toLogEntry(entry);

    assertThat(log)
        .usingRecursiveComparison()
        .isEqualTo(new LogEntry(42, 5, STAMP, "Grüße", new byte[] {1, 2, 3}));
    assertThat(EntryRecords.timestamp(entry)).isEqualTo(STAMP);
    assertThat(EntryRecords.data(entry)).containsExactly(1, 2, 3);
  }

  @Test
  void typesStayApartHoweverManyThereAre() {
    for (int i = 0; i < 40; i++) {
      String type = "type-" + i % 7;
      EntryRecord entry = codec.encode(i + 1, 1, TestDraft.command(type, new byte[0]));
      assertThat(EntryRecords.toLogEntry(entry).type()).isEqualTo(type);
    }
  }

  @Test
  void aRecordIsValidNowhereElse() {
    EntryRecord entry = codec.encode(42, 5, TestDraft.command("t", new byte[64]));

    assertCorrupt(8, entry, Reason.CHECKSUM);
    assertCorrupt(7, new EntryRecord(41, 5, entry.bytes()), Reason.CHECKSUM);
    assertCorrupt(7, new EntryRecord(42, 6, entry.bytes()), Reason.CHECKSUM);
    assertThatExceptionOfType(CorruptEntryException.class)
        .isThrownBy(() -> EntryRecords.verify(8, entry))
        .withMessageContaining("partition 8")
        .withMessageContaining("42")
        .matches(e -> e.partition() == 8 && e.index() == 42);
  }

  @Test
  void aTruncatedRecordIsCorrupt() {
    EntryRecord entry = codec.encode(42, 5, TestDraft.command("t", new byte[64]));
    for (int length = 0; length < entry.bytes().length; length++) {
      EntryRecord cut = new EntryRecord(42, 5, Arrays.copyOf(entry.bytes(), length));
      assertCorrupt(7, cut, length < EntryRecords.MIN_LENGTH ? Reason.MALFORMED : Reason.CHECKSUM);
    }
  }

  @Test
  void whatANewerVersionWroteIsToldFromDamage() {
    assertCorrupt(7, sealed("7f" + "018bcfe568000003" + "01" + "00"), Reason.UNSUPPORTED);
    assertCorrupt(7, sealed("81" + "018bcfe568000003" + "01" + "00"), Reason.UNSUPPORTED);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> codec.kind(sealed("7f" + "018bcfe568000003" + "01" + "00")))
        .withMessageContaining("127");
  }

  @Test
  void partsThatDoNotFitAreMalformed() {
    String stamp = "01" + "018bcfe568000003";
    for (String rest : List.of(
        "01" + "01", // a type of one byte that is not there
        "01" + "ffffffff07", // a type of 2^31-1 bytes
        "01" + "ffffffff0f", // a length of 2^32-1
        "01" + "ffffffffff01", // a length that does not end in time
        "ffffffff0f" + "00", // a node id of 2^32-1
        "8080", // a node id that does not end
        "80808080808000")) {
      assertCorrupt(7, sealed(stamp + rest), Reason.MALFORMED);
    }
  }

  @Test
  void aConfigurationIsVerifiedToo() {
    String start = "03" + "018bcfe568000003" + "01" + "00";
    for (String data : List.of(
        "", // nobody
        "0a020201", // not ascending
        "0a020101", // twice
        "0a0100", // node 0
        "0a0101" + "1a0101", // both a voter and a learner
        "0a05ffffffff0f", // a negative node
        "0a7f", // truncated
        "fa0680800400" + "00".repeat(1 << 16))) { // a flood
      assertCorrupt(7, sealed(start + data), Reason.MALFORMED);
    }
  }

  private static void assertCorrupt(int partition, EntryRecord entry, Reason reason) {
    assertThatExceptionOfType(CorruptEntryException.class)
        .isThrownBy(() -> EntryRecords.verify(partition, entry))
        .matches(e -> e.reason() == reason, "is " + reason);
  }

  /** A record with a valid checksum for partition 7, index 42, term 5. */
  private static EntryRecord sealed(String hexOfRest) {
    byte[] record = HexFormat.of().parseHex("00000000" + hexOfRest);
    EntryChecksum.store(record, new EntryChecksum().compute(7, 42, 5, record));
    return new EntryRecord(42, 5, record);
  }

  private static TreeSet<Integer> nodes(Integer... ids) {
    return new TreeSet<>(List.of(ids));
  }

  private static String hex(EntryRecord entry) {
    return HexFormat.of().formatHex(entry.bytes());
  }
}
