package io.quorate.sim.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.sim.file.FileFault.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SimFileSystemTest {
  private static final Geometry SMALL = new Geometry(8, 4);

  private long nanos;
  private SimFileSystem disk = new SimFileSystem(SMALL, time -> nanos += time);
  private FileStore files = disk.boot();

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private StoreFile durable(String name, String content) throws IOException {
    StoreFile file = files.create(name);
    file.writeFully(bytes(content), 0);
    file.sync();
    files.syncDirectory();
    return file;
  }

  private String content(String name) throws IOException {
    return content(files.open(name));
  }

  private static String content(StoreFile file) throws IOException {
    ByteBuffer all = ByteBuffer.allocate((int) file.size());
    file.readFully(all, 0);
    return new String(all.array(), StandardCharsets.ISO_8859_1);
  }

  /** What can come of a loss of power after the same calls, over many random numbers. */
  private TreeSet<String> outcomes(Calls calls, String name) throws IOException {
    TreeSet<String> outcomes = new TreeSet<>();
    for (int random = 0; random < 400; random++) {
      disk = new SimFileSystem(SMALL, time -> {});
      files = disk.boot();
      calls.run();
      disk.losePower(random);
      files = disk.boot();
      outcomes.add(files.list().contains(name) ? content(name) : "no file");
    }
    return outcomes;
  }

  private interface Calls {
    void run() throws IOException;
  }

  private void arm(Kind kind, int nth) {
    disk.arm(new FileFault(kind, "", nth, 1));
  }

  @Test
  void whatWasSyncedSurvivesALossOfPower() throws IOException {
    assertThat(outcomes(() -> durable("a", "0123456789"), "a")).containsExactly("0123456789");
  }

  @Test
  void aLossOfPowerKeepsAnySubsetOfUnsyncedPages() throws IOException {
    TreeSet<String> outcomes = outcomes(
        () -> durable("a", "aaaaaaaabbbbbbbbcccccccc")
            .writeFully(bytes("AAAAAAAABBBBBBBBCCCCCCCC"), 0),
        "a");

    assertThat(outcomes)
        .contains(
            "aaaaaaaabbbbbbbbcccccccc",
            "AAAAAAAABBBBBBBBCCCCCCCC",
            "aaaaaaaaBBBBBBBBcccccccc",
            "AAAAAAAAbbbbbbbbCCCCCCCC");
  }

  @Test
  void aPageMayBeTornBetweenItsSectors() throws IOException {
    assertThat(outcomes(() -> durable("a", "aaaaaaaa").writeFully(bytes("AAAAAAAA"), 0), "a"))
        .containsExactly("AAAAAAAA", "AAAAaaaa", "aaaaAAAA", "aaaaaaaa");
  }

  @Test
  void aNewSizeMayBeThereWithoutItsBytes() throws IOException {
    TreeSet<String> outcomes =
        outcomes(() -> durable("a", "aaaaaaaa").writeFully(bytes("bbbbbbbb"), 8), "a");

    assertThat(outcomes).contains("aaaaaaaa", "aaaaaaaabbbbbbbb", "aaaaaaaa\0\0\0\0\0\0\0\0");
    assertThat(outcomes).allMatch(outcome -> outcome.startsWith("aaaaaaaa"));
    assertThat(outcomes.size()).as("noise as well").isGreaterThan(3);
  }

  @Test
  void aCutThatWasNotSyncedMayBeUndone() throws IOException {
    assertThat(outcomes(() -> durable("a", "aaaaaaaabbbbbbbb").truncate(8), "a"))
        .containsExactly("aaaaaaaa", "aaaaaaaabbbbbbbb");
    assertThat(outcomes(
            () -> {
              StoreFile file = durable("a", "aaaaaaaabbbbbbbb");
              file.truncate(8);
              file.sync();
            },
            "a"))
        .containsExactly("aaaaaaaa");
  }

  @Test
  void aFileThatGrowsAgainReadsAsZerosWhereItWasCut() throws IOException {
    StoreFile file = durable("a", "aaaaaaaabbbbbbbb");
    file.truncate(4);
    file.writeFully(bytes("c"), 15);

    assertThat(content("a")).isEqualTo("aaaa\0\0\0\0\0\0\0\0\0\0\0c");
  }

  @Test
  void aNameIsDurableOnceTheDirectoryIsSynced() throws IOException {
    assertThat(outcomes(
            () -> {
              StoreFile file = files.create("a");
              file.writeFully(bytes("a"), 0);
              file.sync();
            },
            "a"))
        .containsExactly("a", "no file");
  }

  @Test
  void aRenameThatWasNotSyncedMayBeUndoneButNotHalfDone() throws IOException {
    Calls rename = () -> {
      durable("a", "old");
      durable("a.new", "new");
      files.rename("a.new", "a");
    };
    assertThat(outcomes(rename, "a")).containsExactly("new", "old");
    assertThat(outcomes(rename, "a.new")).containsExactly("new", "no file");
  }

  @Test
  void aDeletionThatWasNotSyncedMayBeUndone() throws IOException {
    assertThat(outcomes(
            () -> {
              durable("a", "a");
              files.delete("a");
            },
            "a"))
        .containsExactly("a", "no file");
  }

  @Test
  void aCrashKeepsWhatWasWrittenAndALaterLossOfPowerDropsIt() throws IOException {
    TreeSet<String> outcomes = outcomes(
        () -> {
          durable("a", "aaaaaaaa").writeFully(bytes("AAAAAAAA"), 0);
          disk.crash();
          files = disk.boot();
          assertThat(content("a")).isEqualTo("AAAAAAAA");
        },
        "a");
    assertThat(outcomes).contains("aaaaaaaa", "AAAAAAAA");
  }

  @Test
  void aDeadProcessCanDoNothing() throws IOException {
    StoreFile file = durable("a", "a");
    disk.crash();

    assertThatThrownBy(() -> file.writeFully(bytes("b"), 0)).isInstanceOf(SimCrashException.class);
    assertThatThrownBy(files::list).isInstanceOf(SimCrashException.class);
    files = disk.boot();
    assertThat(content("a")).isEqualTo("a");
  }

  @Test
  void afterAFailedSyncTheNextSucceedsAndTheBytesMayBeLost() throws IOException {
    TreeSet<String> outcomes = new TreeSet<>();
    for (int random = 0; random < 50; random++) {
      disk = new SimFileSystem(SMALL, time -> {});
      files = disk.boot();
      StoreFile file = durable("a", "aaaaaaaabbbbbbbb");
      file.writeFully(bytes("AAAAAAAABBBBBBBB"), 0);
      disk.arm(new FileFault(Kind.SYNC_FAILS, "", 1, random));
      assertThatThrownBy(file::sync).isInstanceOf(IOException.class);
      file.sync();
      assertThat(content("a")).as("from the cache").isEqualTo("AAAAAAAABBBBBBBB");
      disk.evict();
      outcomes.add(content("a"));
      String seen = content("a");
      disk.losePower(random);
      files = disk.boot();
      assertThat(content("a")).isEqualTo(seen);
    }
    assertThat(outcomes)
        .containsExactly(
            "AAAAAAAABBBBBBBB", "AAAAAAAAbbbbbbbb", "aaaaaaaaBBBBBBBB", "aaaaaaaabbbbbbbb");
  }

  @Test
  void theDiskCanBeFullAtAWriteAndAtASync() throws IOException {
    StoreFile file = durable("a", "a");
    arm(Kind.WRITE_FINDS_DISK_FULL, 1);
    assertThatThrownBy(() -> file.write(bytes("bbbb"), 0)).isInstanceOf(DiskFullException.class);
    arm(Kind.SYNC_FINDS_DISK_FULL, 1);
    assertThatThrownBy(file::sync).isInstanceOf(DiskFullException.class);
    assertThat(disk.counters().get(FileMark.DISK_FULL)).isEqualTo(2);
  }

  @Test
  void aWriteCanBeShort() throws IOException {
    StoreFile file = durable("a", "a");
    arm(Kind.SHORT_WRITE, 1);
    assertThat(file.write(bytes("bbbbbbbb"), 0)).isLessThan(8);
    file.writeFully(bytes("cccccccc"), 0);
    assertThat(content("a")).isEqualTo("cccccccc");
  }

  @Test
  void aStallIsToldToTheClock() throws IOException {
    arm(Kind.STALL, 1);
    durable("a", "a");
    assertThat(nanos).isGreaterThan(30_000_000_000L);
  }

  @Test
  void aReadFailsOnce() throws IOException {
    durable("a", "a");
    arm(Kind.READ_FAILS, 1);
    assertThatThrownBy(() -> content("a")).isInstanceOf(IOException.class);
    assertThat(content("a")).isEqualTo("a");
  }

  @Test
  void aDirectorySyncThatFailsCanBeRepeated() throws IOException {
    TreeSet<String> outcomes = outcomes(
        () -> {
          files.create("a").sync();
          arm(Kind.DIRECTORY_SYNC_FAILS, 1);
          assertThatThrownBy(files::syncDirectory).isInstanceOf(IOException.class);
          files.syncDirectory();
        },
        "a");
    assertThat(outcomes).containsExactly("");
  }

  @Test
  void aMisdirectedWriteDamagesTwoPlacesAndSaysNothing() throws IOException {
    StoreFile first = durable("a", "aaaaaaaa");
    durable("b", "bbbbbbbb");
    List<String> seen = new ArrayList<>();
    for (int random = 0; random < 20 && seen.isEmpty(); random++) {
      disk.arm(new FileFault(Kind.MISDIRECTED_WRITE, "a", 1, random));
      first.writeFully(bytes("AAAAAAAA"), 0);
      first.sync();
      if (disk.counters().get(FileMark.MISDIRECTED_WRITES) > 0) {
        assertThat(content("a")).as("from the cache").isEqualTo("AAAAAAAA");
        disk.evict();
        seen.add(content("b"));
      }
    }
    assertThat(seen).containsExactly("AAAAAAAA");
  }

  @Test
  void aFlippedBitStaysWhereItIs() throws IOException {
    durable("a", "aaaaaaaabbbbbbbb");
    disk.damage(Damage.BIT_FLIP, 7);
    String seen = content("a");
    assertThat(seen).isNotEqualTo("aaaaaaaabbbbbbbb").hasSize(16);
    disk.losePower(1);
    files = disk.boot();
    assertThat(content("a")).isEqualTo(seen);
  }

  @Test
  void theLengthOfARecordCanBeDamagedWhereItStands() throws IOException {
    durable("a", "aaaaaaaa");
    disk.damage(Damage.BIT_FLIP, "a", 2, 3);
    assertThat(content("a")).isEqualTo("aabaaaaa");
  }

  @Test
  void anUnreadableSectorStaysSoUntilItIsWritten() throws IOException {
    StoreFile file = durable("a", "aaaaaaaabbbbbbbb");
    disk.damage(Damage.LATENT_SECTOR_ERROR, "a", 5, 0);
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> content("a")).hasMessageContaining("sector 1");
    }
    file.writeFully(bytes("AAAAAAAA"), 0);
    file.sync();
    disk.evict();
    assertThat(content("a")).isEqualTo("AAAAAAAAbbbbbbbb");
  }

  @Test
  void aStalePageIsWhatItWasBeforeItsLastSync() throws IOException {
    StoreFile file = durable("a", "aaaaaaaa");
    file.writeFully(bytes("AAAAAAAA"), 0);
    file.sync();
    disk.damage(Damage.STALE_PAGE, "a", 0, 0);
    assertThat(content("a")).isEqualTo("aaaaaaaa");
    disk.evict();
    assertThat(content("a")).isEqualTo("aaaaaaaa");
  }

  @Test
  void aFileCanBeMissing() throws IOException {
    durable("a", "a");
    disk.damage(Damage.FILE_MISSING, 1);
    assertThatThrownBy(() -> files.open("a")).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void aFaultCountsTheOperationsOnItsFilesOnly() throws IOException {
    StoreFile first = durable("a", "a");
    StoreFile second = durable("b", "b");
    disk.arm(new FileFault(Kind.SYNC_FAILS, "b", 2, 1));
    first.sync();
    second.sync();
    first.sync();
    assertThatThrownBy(second::sync).isInstanceOf(IOException.class);
  }

  @Test
  void namesAreSortedAndLocksExclusive() throws IOException {
    durable("b", "b");
    durable("a", "a");
    assertThat(files.list()).containsExactly("a", "b");
    assertThatThrownBy(() -> files.create("a")).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(files.tryLock("lock")).isPresent();
    assertThat(files.tryLock("lock")).isEmpty();
    disk.crash();
    files = disk.boot();
    assertThat(files.tryLock("lock")).isPresent();
  }
}
