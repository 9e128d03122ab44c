package io.quorate.engine.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quorate.RaftConfiguration;
import io.quorate.RaftException;
import io.quorate.engine.system.StoreId;
import io.quorate.spi.Wal;
import io.quorate.spi.WalProvider;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  private static final WalProvider ROCKSDB =
      new NamedWal("rocksdb", 1, WalProvider.Suitability.PRODUCTION);
  private static final WalProvider MEMORY =
      new NamedWal("memory", 1, WalProvider.Suitability.TEST_ONLY);

  @TempDir
  private Path folder;

  private Path data;

  private record NamedWal(String name, int formatVersion, Suitability suitability)
      implements WalProvider {
    @Override
    public String durability() {
      return "none";
    }

    @Override
    public Wal open(WalContext context) {
      throw new UnsupportedOperationException();
    }
  }

  @BeforeEach
  void nameTheDirectory() {
    data = folder.resolve("data").resolve("node-1");
  }

  private static RaftConfiguration configuration(Path data, int nodeId) {
    return RaftConfiguration.builder()
        .withoutAmbientSources()
        .nodeId(nodeId)
        .dataDirectory(data)
        .build();
  }

  private DataDirectory open(WalProvider provider) {
    return DataDirectory.open(configuration(data, 1), provider);
  }

  /** A directory in which a node has run: with a marker and a log. */
  private StoreId used(WalProvider provider) throws IOException {
    try (DataDirectory directory = open(provider)) {
      Files.createDirectories(directory.walDirectory());
      Files.writeString(directory.walDirectory().resolve("000001.log"), "entries");
      directory.walOpened();
      return directory.storeId();
    }
  }

  private RaftException refusal(WalProvider provider) {
    return catchThrowableOfType(RaftException.class, () -> open(provider).close());
  }

  private static void assertSays(RaftException e, String code, String message) {
    assertThat(e.code()).isEqualTo(code);
    assertThat(e).hasMessage(code + " " + message);
  }

  @Test
  void aNewDirectoryIsMadeAndMarkedOnce() throws Exception {
    StoreId made = used(ROCKSDB);
    List<String> marker = Files.readAllLines(data.resolve("quorate-store.properties"));
    assertThat(marker)
        .hasSize(8)
        .contains("format=1", "backend=rocksdb", "backend.format=1", "node.id=1", "wal.opened=true")
        .contains("store.id=" + made);
    assertThat(data.resolve("quorate-store.properties.new")).doesNotExist();
    try (DataDirectory again = open(ROCKSDB)) {
      assertThat(again.storeId()).isEqualTo(made);
      assertThat(again.walDirectory()).isEqualTo(data.resolve("wal-rocksdb"));
      assertThat(again.clusterId()).isEmpty();
    }
  }

  @Test
  void storeIdsDiffer() throws Exception {
    StoreId one = used(ROCKSDB);
    data = folder.resolve("other");
    assertThat(used(ROCKSDB)).isNotEqualTo(one);
  }

  @Test
  void twoNodesOfOneProcessCannotShareADirectory() throws Exception {
    try (DataDirectory first = open(ROCKSDB)) {
      String owner = ProcessHandle.current().pid() + " (node-1)";
      assertSays(
          refusal(ROCKSDB),
          "QRT-301",
          "The data directory " + data + " is in use by process " + owner
              + ", which is this one. Each node needs a directory of its own; close the other node, or name another"
              + " data.directory.");
      assertThat(first.storeId()).isNotNull();
      assertThat(lockedForOthers())
          .as("the refusal must not have freed the lock")
          .isTrue();
    }
    assertThat(lockedForOthers()).isFalse();
    open(ROCKSDB).close();
  }

  @Test
  void aSymbolicLinkIsTheSameDirectory() throws Exception {
    try (DataDirectory first = open(ROCKSDB)) {
      Path real = data;
      data = Files.createSymbolicLink(folder.resolve("link"), real);
      assertThat(refusal(ROCKSDB).code()).isEqualTo("QRT-301");
      assertThat(first.storeId()).isNotNull();
    }
    open(ROCKSDB).close();
  }

  @Test
  void anotherProcessIsNamedByItsId() throws Exception {
    Files.createDirectories(data);
    Process other = java(LockHolder.class, data);
    try {
      assertThat(other.inputReader().readLine()).isEqualTo("locked");
      assertSays(
          refusal(ROCKSDB),
          "QRT-301",
          "The data directory " + data + " is in use by process " + other.pid() + " (other)"
              + ". Each node needs a directory of its own; end that process, or name another data.directory.");
    } finally {
      other.destroy();
      assertThat(other.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
    open(ROCKSDB).close();
  }

  /** Holds the lock of a directory until it is killed. */
  static final class LockHolder {
    private LockHolder() {}

    public static void main(String[] args) throws Exception {
      DirectoryLock.acquire(Path.of(args[0]), ProcessHandle.current().pid() + " (other)");
      System.out.println("locked");
      System.in.read();
    }
  }

  /**
   * Whether another process finds the directory locked; asked from outside, since locks belong to
   * processes.
   */
  private boolean lockedForOthers() throws Exception {
    Process other = java(LockTrier.class, data);
    String answer = other.inputReader().readLine();
    assertThat(other.waitFor(10, TimeUnit.SECONDS)).isTrue();
    return "locked".equals(answer);
  }

  /** Tells whether a directory's lock file is locked. */
  static final class LockTrier {
    private LockTrier() {}

    public static void main(String[] args) throws Exception {
      try (FileChannel channel =
          FileChannel.open(Path.of(args[0], "quorate.lock"), StandardOpenOption.WRITE)) {
        System.out.println(channel.tryLock() == null ? "locked" : "free");
      }
    }
  }

  private static Process java(Class<?> main, Path argument) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            main.getName(),
            argument.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  @Test
  void anotherBackendIsRefused() throws Exception {
    used(ROCKSDB);
    assertSays(
        refusal(new NamedWal("h2", 1, WalProvider.Suitability.PRODUCTION)),
        "QRT-302",
        "The data directory " + data
            + " holds a store of the WAL rocksdb, but the WAL is h2, which would start with an empty log."
            + " Name the WAL with wal=rocksdb, or another data.directory.");
  }

  @Test
  void anotherNodeIsRefused() throws Exception {
    used(ROCKSDB);
    RaftException e = catchThrowableOfType(
        RaftException.class, () -> DataDirectory.open(configuration(data, 2), ROCKSDB));
    assertSays(
        e,
        "QRT-303",
        "The data directory " + data
            + " belongs to node 1, but this is node 2. Set node.id=1, or name another data.directory.");
  }

  @Test
  void theClusterIsRecordedOnceAndAnotherIsRefused() throws Exception {
    used(ROCKSDB);
    try (DataDirectory directory = open(ROCKSDB)) {
      directory.recordClusterId("0123456789abcdef0123456789abcdef");
      directory.recordClusterId("0123456789abcdef0123456789abcdef");
    }
    try (DataDirectory directory = open(ROCKSDB)) {
      assertThat(directory.clusterId()).contains("0123456789abcdef0123456789abcdef");
      assertSays(
          catchThrowableOfType(RaftException.class, () -> directory.recordClusterId("ffff")),
          "QRT-304",
          "The data directory " + data
              + " belongs to the cluster 0123456789abcdef0123456789abcdef, but its log to ffff: files of two clusters were"
              + " mixed. Restore the directory as a whole, or name another data.directory.");
    }
  }

  @Test
  void newerFormatsAreRefused() throws Exception {
    used(new NamedWal("rocksdb", 3, WalProvider.Suitability.PRODUCTION));
    assertSays(
        refusal(ROCKSDB),
        "QRT-305",
        "The data directory " + data
            + " was written by a newer rocksdb WAL: format 3, this release reads up to 1. Use a newer release, or another"
            + " data.directory.");
    replaceInMarker("format=1", "format=2");
    assertSays(
        refusal(ROCKSDB),
        "QRT-305",
        "The data directory " + data
            + " was written by a newer Quorate: its marker has format 2, this release reads up to 1. Use a newer release,"
            + " or another data.directory.");
  }

  @Test
  void anOlderBackendFormatIsBroughtUpToDate() throws Exception {
    used(ROCKSDB);
    used(new NamedWal("rocksdb", 2, WalProvider.Suitability.PRODUCTION));
    assertThat(data.resolve("quorate-store.properties")).content().contains("backend.format=2");
  }

  @Test
  void aLostLogIsNotTakenForANewOne() throws Exception {
    used(ROCKSDB);
    Files.delete(data.resolve("wal-rocksdb").resolve("000001.log"));
    String message = "The data directory " + data
        + " has its marker, but the log in wal-rocksdb is gone: this node has lost its votes and its entries. Restore the"
        + " directory as a whole from this node's own disk. If there is no copy, the node cannot come back under"
        + " node.id=1.";
    assertSays(refusal(ROCKSDB), "QRT-306", message);
    Files.delete(data.resolve("wal-rocksdb"));
    assertSays(refusal(ROCKSDB), "QRT-306", message);
  }

  @Test
  void aCrashBetweenMarkerAndLogIsNoLoss() {
    StoreId made;
    try (DataDirectory directory = open(ROCKSDB)) {
      made = directory.storeId(); // and the process ends before the log was opened
    }
    try (DataDirectory directory = open(ROCKSDB)) {
      assertThat(directory.storeId()).isEqualTo(made);
    }
  }

  @Test
  void aLogWithoutMarkerIsRefused() throws Exception {
    used(ROCKSDB);
    Files.delete(data.resolve("quorate-store.properties"));
    assertSays(
        refusal(ROCKSDB),
        "QRT-307",
        "The data directory " + data
            + " holds the log wal-rocksdb but no marker quorate-store.properties, so that nobody knows whose log it is."
            + " Restore the marker from a copy, or name another data.directory.");
  }

  @Test
  void aBackendThatKeepsNothingLeavesNoMarkerAndIsRefusedWhereOneIs() throws Exception {
    StoreId first;
    try (DataDirectory directory = open(MEMORY)) {
      first = directory.storeId();
      directory.walOpened();
      directory.recordClusterId("ffff");
    }
    assertThat(data.resolve("quorate-store.properties")).doesNotExist();
    try (DataDirectory directory = open(MEMORY)) {
      assertThat(directory.storeId()).isNotEqualTo(first);
    }
    used(ROCKSDB);
    assertSays(
        refusal(MEMORY),
        "QRT-308",
        "The data directory " + data
            + " holds a store of rocksdb, but the WAL is memory, which keeps nothing: the node would forget its votes and"
            + " its log. Name the WAL with wal=rocksdb, or another data.directory.");
  }

  @Test
  void aFileIsNoDirectory() throws Exception {
    data = Files.writeString(folder.resolve("file"), "text");
    assertSays(
        refusal(ROCKSDB),
        "QRT-309",
        "The data directory " + data + " is a file. Name a directory, which may not exist yet.");
    data = data.resolve("below");
    assertThat(refusal(ROCKSDB).code()).isEqualTo("QRT-309");
  }

  @Test
  void aDamagedMarkerIsRefusedAndFreesTheLock() throws Exception {
    used(ROCKSDB);
    replaceInMarker("node.id=1", "node.id=one");
    for (int i = 0; i < 2; i++) {
      assertSays(
          refusal(ROCKSDB),
          "QRT-311",
          "The marker " + data.resolve("quorate-store.properties")
              + " cannot be understood: For input string: \"one\". It is written by Quorate alone; restore it from a copy.");
    }
    replaceInMarker("node.id=one\n", "");
    assertThat(refusal(ROCKSDB)).hasMessageContaining("it has no node.id");
  }

  private void replaceInMarker(String old, String replacement) throws IOException {
    Path marker = data.resolve("quorate-store.properties");
    String text = Files.readString(marker);
    // The name may also be the end of a longer one.
    Files.writeString(marker, text.replaceFirst("(?m)^" + old, replacement));
  }
}
