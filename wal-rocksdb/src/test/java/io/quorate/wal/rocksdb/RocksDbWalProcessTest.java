package io.quorate.wal.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What needs another process: kills, failing system calls, a full disk, the lock. */
class RocksDbWalProcessTest {
  private static final List<String> PLAIN = List.of();

  @TempDir
  Path directory;

  @Test
  void whatWasAcknowledgedIsThereAfterAKill() throws Exception {
    long acknowledged = 0;
    for (int kill = 1; kill <= 3; kill++) {
      try (Child child = Child.start(PLAIN, directory, "1000000")) {
        assertThat(child.line()).isEqualTo(ChildMain.OPENED);
        // Enough for several of RocksDB's log files, and for a kill in the midst of a flush.
        for (int i = 0; i < 300 * kill; i++) {
          acknowledged = Long.parseLong(child.line());
        }
        child.kill();
        // Lines that it had written, and we had not read.
        for (String line : child.lines()) {
          acknowledged = Long.parseLong(line);
        }
      }
      // The second child begins where the first was killed, without anyone tidying up in between.
      if (kill > 1) {
        verify(directory, acknowledged);
      }
    }
  }

  @Test
  void anotherProcessCannotOpenAnOpenLog() throws Exception {
    try (RocksDbWal wal = RocksDbWal.open(directory)) {
      try (Child child = Child.start(PLAIN, directory, "1")) {
        assertThat(child.line()).startsWith("LOCKED").contains(directory.toString());
      }
      wal.append(Records.append(1, 1, 1, ChildMain.ENTRY_BYTES));
    }
    try (Child child = Child.start(PLAIN, directory, "1")) {
      assertThat(child.lines()).containsExactly(ChildMain.OPENED, "2");
    }
  }

  @Test
  void aKillFreesTheLock() throws Exception {
    try (Child child = Child.start(PLAIN, directory, "1000000")) {
      assertThat(child.line()).isEqualTo(ChildMain.OPENED);
      assertThatThrownBy(() -> RocksDbWal.open(directory))
          .isInstanceOfSatisfying(
              WalException.class, e -> assertThat(e.kind()).isEqualTo(Kind.LOCKED));
      child.kill();
    }
    RocksDbWal.open(directory).close();
  }

  @Test
  void aFailedSyncIsFinalAndLosesNothingThatWasAcknowledged() throws Exception {
    Path trace = traceFile();
    // Opening takes some calls of its own; the failure is meant for an append.
    List<String> failing =
        strace(trace, "-e", "trace=fdatasync", "-e", "inject=fdatasync:error=EIO:when=150+");
    long acknowledged = 0;
    try (Child child = Child.start(failing, directory, "1000")) {
      assertThat(child.line()).isEqualTo(ChildMain.OPENED);
      String line = child.line();
      while (Character.isDigit(line.charAt(0))) {
        acknowledged = Long.parseLong(line);
        line = child.line();
      }
      assertThat(line).isEqualTo("FAILED");
      assertThat(child.line()).as("an append after the one that failed").isEqualTo("FAILED");
      assertThat(child.line()).as("entries still readable").isEqualTo(Long.toString(acknowledged));
    }
    assertThat(acknowledged).isGreaterThan(50);
    assertThat(Files.readString(trace)).contains("EIO").contains("INJECTED");
    verify(directory, acknowledged);
  }

  @Test
  void everyAppendSyncsAndOpeningSyncsWhatItReports() throws Exception {
    Path appends = traceFile();
    try (Child child =
        Child.start(strace(appends, "-y", "-e", "trace=fsync,fdatasync"), directory, "50")) {
      assertThat(child.lines()).hasSize(51);
    }
    assertThat(Files.readAllLines(appends).stream().filter(call -> call.contains(".log>)")))
        .as("syncs of RocksDB's log")
        .hasSizeGreaterThanOrEqualTo(50);

    // The child ended without a close, so this open replays a log that some process might not
    // have synced.
    Path opening = directory.resolveSibling("opening");
    try (Child child =
        Child.start(strace(opening, "-y", "-e", "trace=fsync,fdatasync"), directory, "0")) {
      assertThat(child.lines()).containsExactly(ChildMain.OPENED);
    }
    List<String> syncs = Files.readAllLines(opening);
    int table = lastSyncOf(".sst>", syncs);
    int manifest = lastSyncOf("/MANIFEST-", syncs);
    assertThat(table).as("sync of the table file that the log became").isNotNegative();
    assertThat(manifest).as("sync of the manifest that names the table file").isGreaterThan(table);
    assertThat(lastSyncOf(directory.getFileName() + ">", syncs))
        .as("sync of the directory with the table file")
        .isGreaterThan(table);
  }

  private static int lastSyncOf(String file, List<String> syncs) {
    int last = -1;
    for (int i = 0; i < syncs.size(); i++) {
      if (syncs.get(i).contains(file)) {
        last = i;
      }
    }
    return last;
  }

  @Test
  void aFullDiskIsDiskFullAndLosesNothing() throws Exception {
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", directory.toString()) == 0,
        "mount needs root");
    try {
      Path log = directory.resolve("log");
      long acknowledged = 0;
      try (Child child = Child.start(PLAIN, log, "100000")) {
        assertThat(child.line()).isEqualTo(ChildMain.OPENED);
        String line = child.line();
        while (Character.isDigit(line.charAt(0))) {
          acknowledged = Long.parseLong(line);
          line = child.line();
        }
        assertThat(line).isEqualTo("DISK_FULL");
        assertThat(child.line()).as("an append after the one that failed").isEqualTo("DISK_FULL");
        assertThat(child.line())
            .as("entries still readable")
            .isEqualTo(Long.toString(acknowledged));
      }
      assertThat(acknowledged).isGreaterThan(100);
      assertThat(run("mount", "-o", "remount,size=60m", directory.toString())).isZero();
      verify(log, acknowledged);
    } finally {
      run("umount", directory.toString());
    }
  }

  /** All that was acknowledged is there, perhaps the entry after it, and the log goes on. */
  private static void verify(Path log, long acknowledged) throws WalException {
    try (RocksDbWal wal = RocksDbWal.open(log)) {
      long last = wal.state(1).lastIndex();
      assertThat(last).isBetween(acknowledged, acknowledged + 1);
      Records.verify(wal, 1, last, ChildMain.ENTRY_BYTES);
      wal.append(Records.append(1, last + 1, 1, ChildMain.ENTRY_BYTES));
    }
  }

  private Path traceFile() {
    return directory.resolveSibling(directory.getFileName() + ".trace");
  }

  private static List<String> strace(Path trace, String... options)
      throws IOException, InterruptedException {
    assumeTrue(
        run("strace", "-qq", "-e", "trace=none", "true") == 0,
        "strace is missing or not permitted");
    List<String> command = new ArrayList<>(List.of("strace", "-f", "-qq", "-o", trace.toString()));
    command.addAll(List.of(options));
    return command;
  }

  /** The exit code, or -1 if there is no such program. */
  private static int run(String... command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
      return process.waitFor(10, TimeUnit.SECONDS) ? process.exitValue() : -1;
    } catch (IOException e) {
      return -1;
    }
  }
}
