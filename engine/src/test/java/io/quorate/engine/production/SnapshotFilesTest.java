package io.quorate.engine.production;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quorate.engine.storage.SnapshotStore;
import io.quorate.engine.storage.SnapshotStore.Reader;
import io.quorate.engine.storage.SnapshotStore.SnapshotId;
import io.quorate.engine.storage.SnapshotStore.Writer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class SnapshotFilesTest {
  private static final int PARTITION = 3;

  @TempDir
  private Path folder;

  private Path snapshots;
  private final List<SnapshotFiles> opened = new ArrayList<>();
  private SnapshotFiles store;

  @BeforeEach
  void open() {
    snapshots = folder.resolve("data").resolve("snapshots");
    store = laterProcess();
  }

  /** Knows what is on disk, and nothing else of what came before. */
  private SnapshotFiles laterProcess() {
    SnapshotFiles later = new SnapshotFiles(snapshots);
    opened.add(later);
    return later;
  }

  @AfterEach
  void close() {
    opened.forEach(SnapshotStore::close);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void write(Writer writer, String text) throws IOException {
    writer.write(bytes(text), 0, bytes(text).length);
  }

  private static SnapshotId idOf(int partition, long index, long term, byte[] content) {
    CRC32C crc = new CRC32C();
    crc.update(content);
    return new SnapshotId(partition, index, term, content.length, (int) crc.getValue());
  }

  private static SnapshotId idOf(long index, String content) {
    return idOf(PARTITION, index, 7, bytes(content));
  }

  private SnapshotId put(int partition, long index, String content) throws IOException {
    try (Writer writer = store.create(partition, index, 7)) {
      write(writer, content);
      return writer.commit();
    }
  }

  private SnapshotId put(long index, String content) throws IOException {
    return put(PARTITION, index, content);
  }

  private static byte[] all(Reader reader, int maxBytes) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] next = reader.read(0, maxBytes);
    while (next.length > 0) {
      all.writeBytes(next);
      next = reader.read(all.size(), maxBytes);
    }
    return all.toByteArray();
  }

  private static byte[] content(SnapshotStore store, SnapshotId id) throws IOException {
    try (Reader reader = store.open(id).orElseThrow()) {
      return all(reader, 1 << 20);
    }
  }

  private static String text(SnapshotStore store, SnapshotId id) throws IOException {
    return new String(content(store, id), StandardCharsets.UTF_8);
  }

  private Path file(String name) {
    return snapshots.resolve(Integer.toString(PARTITION)).resolve(name);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(file(""))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void whatIsCommittedIsListedAndReadAlsoByALaterProcess() throws Exception {
    SnapshotId id = put(12, "a state");

    assertThat(id).isEqualTo(idOf(12, "a state"));
    for (SnapshotStore one : List.of(store, laterProcess())) {
      assertThat(one.list(PARTITION)).containsExactly(id);
      assertThat(text(one, id)).isEqualTo("a state");
    }
  }

  @Test
  void theNameOfTheFileSaysAllAndTheFileIsTheBytes() throws Exception {
    put(12, "123456789");

    // The check value of CRC32C.
    assertThat(files()).containsExactly("0000000000000000012-7-9-e3069283.snapshot");
    assertThat(file("0000000000000000012-7-9-e3069283.snapshot")).hasContent("123456789");
  }

  @Test
  void twoNodesWithEqualBytesHaveEqualIds() throws Exception {
    SnapshotId id = put(5, "equal");
    try (SnapshotFiles other = new SnapshotFiles(folder.resolve("other"));
        Writer writer = other.create(PARTITION, 5, 7)) {
      write(writer, "eq");
      write(writer, "ual");
      assertThat(writer.commit()).isEqualTo(id);
    }
  }

  @Test
  void aSnapshotFromAnotherNodeHasTheIdItHadThere() throws Exception {
    SnapshotId id = idOf(5, "received");
    try (Writer writer = store.receive(id)) {
      assertThat(writer.position()).isZero();
      write(writer, "received");
      assertThat(writer.position()).isEqualTo(8);
      assertThat(store.list(PARTITION)).isEmpty();
      assertThat(writer.commit()).isEqualTo(id);
    }
    assertThat(store.list(PARTITION)).containsExactly(id);
    assertThat(text(store, id)).isEqualTo("received");
  }

  @Test
  void onlyTheAskedPartOfAnArrayIsWritten() throws Exception {
    try (Writer writer = store.create(PARTITION, 1, 1)) {
      writer.write(bytes("..abc.."), 2, 3);
      writer.write(bytes("..abc.."), 4, 0);
      assertThat(text(store, writer.commit())).isEqualTo("abc");
    }
  }

  @Test
  void anEmptySnapshotIsASnapshot() throws Exception {
    SnapshotId own = put(1, "");
    SnapshotId received = idOf(2, "");
    try (Writer writer = store.receive(received)) {
      assertThat(writer.commit()).isEqualTo(received);
    }

    assertThat(own.length()).isZero();
    assertThat(store.list(PARTITION)).containsExactly(own, received);
    assertThat(content(store, own)).isEmpty();
    assertThat(content(store, received)).isEmpty();
  }

  @Test
  void aLargeSnapshotGoesFromNodeToNodeInPieces() throws Exception {
    byte[] large = new byte[10 << 20];
    new Random(1).nextBytes(large);
    SnapshotId id;
    try (Writer writer = store.create(PARTITION, 9, 2)) {
      for (int done = 0; done < large.length; ) {
        int piece = Math.min(700_001, large.length - done);
        writer.write(large, done, piece);
        done += piece;
      }
      id = writer.commit();
    }
    assertThat(id).isEqualTo(idOf(PARTITION, 9, 2, large));

    try (SnapshotFiles other = new SnapshotFiles(folder.resolve("other"));
        Reader reader = store.open(id).orElseThrow();
        Writer writer = other.receive(id)) {
      byte[] piece = reader.read(0, 300_007);
      while (piece.length > 0) {
        writer.write(piece, 0, piece.length);
        piece = reader.read(writer.position(), 300_007);
      }
      writer.commit();
      assertThat(content(other, id)).isEqualTo(large);
    }
    try (Reader reader = store.open(id).orElseThrow()) {
      assertThat(reader.read(0, Integer.MAX_VALUE)).isEqualTo(large);
    }
  }

  @Test
  void readsStartAndEndAnywhereInTheSnapshotAndNotOutside() throws Exception {
    try (Reader reader = store.open(put(1, "0123456789")).orElseThrow()) {
      assertThat(reader.read(3, 4)).isEqualTo(bytes("3456"));
      assertThat(reader.read(0, 100)).isEqualTo(bytes("0123456789"));
      assertThat(reader.read(8, 4)).isEqualTo(bytes("89"));
      assertThat(reader.read(10, 1)).isEmpty();
      assertThatThrownBy(() -> reader.read(11, 1)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> reader.read(-1, 1)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> reader.read(0, 0)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void snapshotsAreListedByIndexWhateverTheNumberOfDigits() throws Exception {
    SnapshotId tenth = put(10, "ten");
    SnapshotId ninth = put(9, "nine");
    SnapshotId last = put(Long.MAX_VALUE, "last");
    SnapshotId hundredth = put(100, "hundred");

    assertThat(store.list(PARTITION)).containsExactly(ninth, tenth, hundredth, last);
    assertThat(files()).isSorted();
  }

  @Test
  void partitionsAreKeptApart() throws Exception {
    SnapshotId zero = put(0, 1, "zero");
    SnapshotId two = put(2, 1, "two");
    store.create(4, 1, 1).close();

    assertThat(store.list(0)).containsExactly(zero);
    assertThat(store.list(2)).containsExactly(two);
    assertThat(store.list(4)).isEmpty();
    assertThat(store.list(1)).isEmpty();
    store.remove(zero);
    assertThat(store.list(0)).isEmpty();
    assertThat(text(store, two)).isEqualTo("two");
  }

  @Test
  void aDirectoryIsMadeByAWriterAndByNobodyElse() throws Exception {
    SnapshotId id = idOf(1, "never");
    assertThat(store.list(PARTITION)).isEmpty();
    assertThat(store.open(id)).isEmpty();
    store.remove(id);
    store.close();
    assertThat(snapshots.getParent()).doesNotExist();
  }

  @Test
  void whatNoSnapshotCanBeIsRefused() {
    assertThatThrownBy(() -> store.create(PARTITION, 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.create(-1, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThat(snapshots).doesNotExist();
  }

  @Test
  void aCrashBeforeTheCommitLeavesNothingThatIsListed() throws Exception {
    write(store.create(PARTITION, 8, 7), "unfin");
    write(store.receive(idOf(9, "unfinished")), "unfin");

    SnapshotFiles later = laterProcess();
    assertThat(later.list(PARTITION)).isEmpty();
    assertThat(later.open(idOf(8, "unfin"))).isEmpty();
    assertThat(later.open(idOf(9, "unfinished"))).isEmpty();
  }

  @Test
  void whatACrashHasLeftOfOwnSnapshotsGoesWithTheNextWriterOfThePartition() throws Exception {
    write(store.create(PARTITION, 8, 7), "unfin");
    SnapshotFiles later = laterProcess();
    try (Writer writer = later.create(PARTITION, 9, 7)) {
      assertThat(files()).containsExactly("0000000000000000009-7.writing");
      write(writer, "finished");
      writer.commit();
    }

    write(later.create(PARTITION, 10, 7), "unfin");
    SnapshotId id = idOf(11, "received");
    try (Writer writer = laterProcess().receive(id)) {
      write(writer, "received");
      writer.commit();
    }
    assertThat(files()).hasSize(2).allMatch(name -> name.endsWith(".snapshot"));
  }

  @Test
  void receivingGoesOnWhereItWasClosed() throws Exception {
    SnapshotId id = idOf(5, "first second");
    try (Writer writer = store.receive(id)) {
      write(writer, "first ");
    }
    try (Writer writer = store.receive(id)) {
      assertThat(writer.position()).isEqualTo(6);
      write(writer, "second");
      assertThat(writer.commit()).isEqualTo(id);
    }
    assertThat(text(store, id)).isEqualTo("first second");
    assertThat(files()).hasSize(1);
  }

  @Test
  void receivingGoesOnInALaterProcess() throws Exception {
    byte[] large = new byte[SnapshotFiles.PIECE_BYTES * 2 + 100];
    new Random(2).nextBytes(large);
    SnapshotId id = idOf(PARTITION, 5, 7, large);
    int first = SnapshotFiles.PIECE_BYTES + 50;
    // Not closed: the process is gone.
    store.receive(id).write(large, 0, first);

    SnapshotFiles later = laterProcess();
    try (Writer writer = later.receive(id)) {
      assertThat(writer.position()).isEqualTo(first);
      writer.write(large, first, large.length - first);
      writer.commit();
    }
    assertThat(content(later, id)).isEqualTo(large);
  }

  @Test
  void onlyTheCommitWasMissing() throws Exception {
    SnapshotId id = idOf(5, "all of it");
    write(store.receive(id), "all of it");

    SnapshotFiles later = laterProcess();
    try (Writer writer = later.receive(id)) {
      assertThat(writer.position()).isEqualTo(id.length());
      assertThat(writer.commit()).isEqualTo(id);
    }
    assertThat(later.list(PARTITION)).containsExactly(id);
  }

  @Test
  void bytesThatAPowerCutDamagedAreFoundAtTheCommit() throws Exception {
    SnapshotId id = idOf(5, "first second");
    write(store.receive(id), "first ");
    Files.write(file("0000000000000000005-7-12-" + crc(id) + ".receiving"), new byte[6]);

    SnapshotFiles later = laterProcess();
    Writer writer = later.receive(id);
    write(writer, "second");
    assertThatIOException().isThrownBy(writer::commit).withMessageContaining("checksum");
    assertThat(files()).isEmpty();
    assertThat(later.receive(id).position()).isZero();
  }

  @Test
  void receivingBeginsAnewIfThereIsMoreThanThereCanBe() throws Exception {
    SnapshotId id = idOf(5, "short");
    write(store.receive(id), "much longer");

    SnapshotFiles later = laterProcess();
    try (Writer writer = later.receive(id)) {
      assertThat(writer.position()).isZero();
      write(writer, "short");
      writer.commit();
    }
    assertThat(text(later, id)).isEqualTo("short");
  }

  @Test
  void unfinishedSnapshotsFromOtherNodesGoWhenAnotherOneBegins() throws Exception {
    SnapshotId first = idOf(5, "first");
    Writer overtaken = store.receive(first);
    write(overtaken, "fir");
    SnapshotId second = idOf(6, "second");
    try (Writer writer = store.receive(second)) {
      assertThat(files()).containsExactly("0000000000000000006-7-6-" + crc(second) + ".receiving");
      assertThatIOException()
          .isThrownBy(() -> write(overtaken, "st"))
          .withMessageContaining("a later writer has taken its place");
      overtaken.close();
      write(writer, "second");
      writer.commit();
    }
    assertThat(store.receive(first).position()).isZero();
  }

  @Test
  void anOwnSnapshotLeavesWhatComesFromAnotherNodeAndTheOtherWayRound() throws Exception {
    SnapshotId received = idOf(9, "received");
    try (Writer theirs = store.receive(received);
        Writer own = store.create(PARTITION, 5, 7);
        Writer other = store.create(PARTITION, 6, 7)) {
      write(own, "own");
      write(theirs, "rece");
      write(other, "other");
      try (Writer again = store.receive(received)) {
        write(again, "ived");
        again.commit();
      }
      own.commit();
      other.commit();
    }
    assertThat(store.list(PARTITION)).containsExactly(idOf(5, "own"), idOf(6, "other"), received);
  }

  @Test
  void wrongBytesAreRefusedAndGone() throws Exception {
    SnapshotId id = idOf(5, "right");
    Writer writer = store.receive(id);
    write(writer, "wrong");

    assertThatIOException()
        .isThrownBy(writer::commit)
        .withMessageContaining(
            file("0000000000000000005-7-5-" + crc(id) + ".receiving").toString())
        .withMessageContaining("expected were 5 bytes with checksum " + crc(id))
        .withMessageContaining("found were 5 bytes with checksum " + crc(idOf(5, "wrong")));
    writer.close();
    assertThat(files()).isEmpty();
    assertThat(store.list(PARTITION)).isEmpty();
    assertThat(store.receive(id).position()).isZero();
  }

  @Test
  void aWrongLengthIsRefusedAndGone() throws Exception {
    SnapshotId id = idOf(5, "right");
    for (String wrong : List.of("righ", "right and more", "")) {
      try (Writer writer = store.receive(id)) {
        write(writer, wrong);
        assertThatIOException()
            .isThrownBy(writer::commit)
            .withMessageContaining("expected were 5 bytes")
            .withMessageContaining("found were " + wrong.length() + " bytes");
      }
      assertThat(files()).isEmpty();
    }
  }

  private static String crc(SnapshotId id) {
    return String.format("%08x", id.checksum());
  }

  @Test
  void anAbandonedSnapshotLeavesNothing() throws Exception {
    Writer own = store.create(PARTITION, 5, 7);
    Writer received = store.receive(idOf(6, "received"));
    for (Writer writer : List.of(own, received)) {
      write(writer, "rec");
      writer.abandon();
      writer.abandon();
      writer.close();
      assertThatThrownBy(() -> write(writer, "x")).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(writer::commit).isInstanceOf(IllegalStateException.class);
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void anOwnSnapshotThatIsClosedBeforeItsCommitLeavesNothing() throws Exception {
    Writer writer = store.create(PARTITION, 5, 7);
    write(writer, "unfin");
    writer.close();
    writer.close();
    assertThat(files()).isEmpty();
  }

  @Test
  void nothingUndoesACommit() throws Exception {
    SnapshotId id = idOf(5, "kept");
    for (Writer writer : List.of(store.create(PARTITION, 5, 7), store.receive(id))) {
      write(writer, "kept");
      writer.commit();
      writer.abandon();
      writer.close();
      writer.close();
      writer.abandon();
      assertThatThrownBy(writer::commit).isInstanceOf(IllegalStateException.class);
      assertThat(text(store, id)).isEqualTo("kept");
    }
    assertThat(store.list(PARTITION)).containsExactly(id);
  }

  @Test
  void theLaterOfTwoWritersOfOneSnapshotIsTheOne() throws Exception {
    Writer earlier = store.create(PARTITION, 5, 7);
    write(earlier, "earlier");
    Writer later = store.create(PARTITION, 5, 7);
    write(later, "later");

    assertThatIOException()
        .isThrownBy(() -> write(earlier, "x"))
        .withMessageContaining("a later writer has taken its place");
    assertThatIOException().isThrownBy(earlier::commit);
    earlier.abandon();
    earlier.close();
    assertThat(later.commit()).isEqualTo(idOf(5, "later"));
    assertThat(store.list(PARTITION)).containsExactly(idOf(5, "later"));
  }

  /** Overtaken when its bytes were durable already, and only the name was missing. */
  @Test
  void aWriterThatIsOvertakenDuringItsCommitNamesNothing() throws Exception {
    Writer earlier = store.create(PARTITION, 5, 7);
    Writer later = store.create(PARTITION, 5, 7);
    write(later, "later");

    assertThatIOException()
        .isThrownBy(() -> store.publish((SnapshotFileWriter) earlier, idOf(5, "earlier")));
    assertThat(store.list(PARTITION)).isEmpty();
    assertThat(text(store, later.commit())).isEqualTo("later");
  }

  @Test
  void theLaterOfTwoReceiversOfOneSnapshotGoesOnForTheEarlier() throws Exception {
    SnapshotId id = idOf(5, "first second");
    Writer earlier = store.receive(id);
    write(earlier, "first ");
    Writer later = store.receive(id);
    assertThat(later.position()).isEqualTo(6);

    earlier.abandon();
    write(later, "second");
    assertThat(later.commit()).isEqualTo(id);
    assertThat(text(store, id)).isEqualTo("first second");
  }

  @Test
  void aSnapshotCanBeReadToItsEndWhileItIsRemovedAndWrittenAnew() throws Exception {
    SnapshotId id = put(5, "still the same");
    try (Reader reader = store.open(id).orElseThrow()) {
      assertThat(reader.read(0, 6)).isEqualTo(bytes("still "));
      store.remove(id);
      assertThat(store.list(PARTITION)).isEmpty();
      assertThat(store.open(id)).isEmpty();
      assertThat(files()).isEmpty();
      put(5, "still the same");
      assertThat(reader.read(6, 100)).isEqualTo(bytes("the same"));
    }
    store.remove(id);
    store.remove(id);
    assertThat(files()).isEmpty();
  }

  @Test
  void aReaderIsClosedOnceAndForAll() throws Exception {
    Reader reader = store.open(put(5, "a state")).orElseThrow();
    reader.close();
    reader.close();
    assertThatIOException().isThrownBy(() -> reader.read(0, 1));
  }

  @Test
  void aReaderGivesNoBytesThatAreNotThere() throws Exception {
    SnapshotId id = put(5, "a state");
    try (Reader reader = store.open(id).orElseThrow()) {
      Files.write(file(files().get(0)), bytes("a s"));
      assertThat(reader.read(0, 3)).isEqualTo(bytes("a s"));
      assertThatIOException()
          .isThrownBy(() -> reader.read(0, 7))
          .withMessageContaining(files().get(0))
          .withMessageContaining("cut off at 3 of 7 bytes");
    }
  }

  @Test
  void aFileOfAnotherLengthThanItsNameSaysIsNoSnapshotUntilItIsWrittenAnew() throws Exception {
    SnapshotId good = put(4, "good");
    SnapshotId id = put(5, "a state");
    Path damaged = file("0000000000000000005-7-7-" + crc(id) + ".snapshot");
    for (String content : List.of("a stat", "a state.")) {
      Files.writeString(damaged, content);
      assertThat(store.list(PARTITION)).containsExactly(good);
      assertThat(store.open(id)).isEmpty();
      assertThat(damaged).hasContent(content);
    }

    try (Writer writer = store.receive(id)) {
      write(writer, "a state");
      writer.commit();
    }
    assertThat(store.list(PARTITION)).containsExactly(good, id);
    Files.writeString(damaged, "a stat");
    store.remove(id);
    assertThat(damaged).doesNotExist();
  }

  @Test
  void strayFilesAreIgnoredAndLeftAlone() throws Exception {
    SnapshotId id = put(5, "a state");
    String name = files().get(0);
    List<String> strays = List.of(
        "notes.txt",
        ".snapshot",
        ".writing",
        ".receiving",
        "5-7-7-" + crc(id) + ".snapshot",
        "0000000000000000005-07-0-00000000.snapshot",
        "0000000000000000005-7-0-0000000G.snapshot",
        "0000000000000000005-7-0-0000000A.snapshot",
        "0000000000000000000-7-0-00000000.snapshot",
        "9999999999999999999-7-0-00000000.snapshot",
        "0000000000000000005-9999999999999999999-0-00000000.snapshot",
        "0000000000000000006-0-0-00000000.receiving",
        "9999999999999999999-7.writing",
        "0000000000000000005-9999999999999999999.writing",
        "0000000000000000005-07.writing",
        "5-7.writing",
        name + ".bak",
        name + ".receiving");
    for (String stray : strays) {
      Files.createFile(file(stray));
    }
    Files.createDirectory(file("0000000000000000006-7-0-00000000.snapshot"));
    Files.createDirectory(snapshots.resolve("lost+found"));

    assertThat(store.list(PARTITION)).containsExactly(id);
    store.create(PARTITION, 5, 7).abandon();
    store.receive(idOf(6, "x")).abandon();
    assertThat(files()).containsAll(strays).hasSize(strays.size() + 2);
    assertThat(laterProcess().list(PARTITION)).containsExactly(id);
  }

  @Test
  void aClosedStoreBeginsNothingAndLeavesWhatCanBeGoneOnWith() throws Exception {
    SnapshotId kept = put(4, "kept");
    SnapshotId received = idOf(6, "received");
    Writer own = store.create(PARTITION, 5, 7);
    Writer theirs = store.receive(received);
    write(theirs, "rece");
    store.close();
    store.close();

    for (Writer writer : List.of(own, theirs)) {
      assertThatIOException()
          .isThrownBy(() -> write(writer, "x"))
          .withMessageContaining("the store has been closed");
      assertThatIOException().isThrownBy(writer::commit);
      writer.abandon();
      writer.close();
    }
    assertThatIOException()
        .isThrownBy(() -> store.create(PARTITION, 7, 7))
        .withMessageContaining(snapshots.toString());
    assertThatIOException().isThrownBy(() -> store.receive(received));
    SnapshotFiles later = laterProcess();
    assertThat(later.list(PARTITION)).containsExactly(kept);
    assertThat(later.receive(received).position()).isEqualTo(4);
    assertThat(files()).noneMatch(name -> name.endsWith(".writing"));
  }

  @Test
  void failuresSayWhatFailedAndWhere() throws Exception {
    Files.createDirectories(snapshots);
    Path inTheWay = Files.createFile(snapshots.resolve(Integer.toString(PARTITION)));
    assertThatIOException()
        .isThrownBy(() -> store.create(PARTITION, 1, 1))
        .withMessageContaining("the directory " + inTheWay + " could not be created");
    assertThatIOException()
        .isThrownBy(() -> store.list(PARTITION))
        .withMessageContaining("the snapshots in " + inTheWay + " could not be listed");
  }

  @Test
  void aFullDiskFailsTheWriteAndNothingElse() throws Exception {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "a device that is always full");
    SnapshotId kept = put(4, "kept");
    SnapshotId id = idOf(5, "too much");
    Path file = file("0000000000000000005-7-8-" + crc(id) + ".receiving");
    Files.createSymbolicLink(file, full);

    Writer writer = store.receive(id);
    assertThatIOException()
        .isThrownBy(() -> write(writer, "too much"))
        .withMessageContaining("the snapshot " + file + " could not be written")
        .withMessageContaining("No space left");
    assertThat(writer.position()).isZero();
    writer.abandon();
    assertThat(store.list(PARTITION)).containsExactly(kept);
    assertThat(files()).hasSize(1);
  }

  @Test
  void aFileThatIsNotWhatWasWrittenIsNotCommitted() throws Exception {
    Writer writer = store.create(PARTITION, 5, 7);
    write(writer, "a state");
    Files.writeString(file("0000000000000000005-7.writing"), "and more", StandardOpenOption.APPEND);
    assertThatIOException()
        .isThrownBy(writer::commit)
        .withMessageContaining("written were 7 bytes, but it has 15");
    assertThat(files()).isEmpty();
  }

  @Test
  void snapshotsAreWrittenAndReadAndListedAtTheSameTime() throws Exception {
    byte[] old = new byte[1 << 20];
    new Random(3).nextBytes(old);
    SnapshotId first;
    try (Writer writer = store.create(PARTITION, 1, 1)) {
      writer.write(old, 0, old.length);
      first = writer.commit();
    }
    int rounds = 30;
    CyclicBarrier together = new CyclicBarrier(4);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Void>> tasks = List.of(
          () -> repeat(together, rounds, i -> put(10 + i, "own " + i)),
          () -> repeat(together, rounds, i -> {
            SnapshotId id = idOf(1000 + i, "received " + i);
            try (Writer writer = store.receive(id)) {
              write(writer, "received " + i);
              writer.commit();
            }
          }),
          () -> repeat(together, rounds, i -> {
            try (Reader reader = store.open(first).orElseThrow()) {
              assertThat(all(reader, 100_000)).isEqualTo(old);
            }
          }),
          () -> repeat(together, rounds, i -> {
            for (SnapshotId id : store.list(PARTITION)) {
              assertThat(content(store, id)).hasSize((int) id.length());
            }
          }));
      for (Future<Void> outcome : threads.invokeAll(tasks, 20, TimeUnit.SECONDS)) {
        outcome.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(store.list(PARTITION)).hasSize(1 + 2 * rounds);
    assertThat(files()).hasSize(1 + 2 * rounds);
  }

  @FunctionalInterface
  private interface Round {
    void run(int number) throws Exception;
  }

  private static Void repeat(CyclicBarrier together, int rounds, Round round) throws Exception {
    together.await(10, TimeUnit.SECONDS);
    for (int i = 0; i < rounds; i++) {
      round.run(i);
    }
    return null;
  }
}
