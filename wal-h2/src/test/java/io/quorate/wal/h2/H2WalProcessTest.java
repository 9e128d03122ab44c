package io.quorate.wal.h2;

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
class H2WalProcessTest {
  private static final List<String> PLAIN = List.of();

  @TempDir
  Path directory;

  @Test
  void whatWasAcknowledgedIsThereAfterAKill() throws Exception {
    long acknowledged = 0;
    for (int kill = 1; kill <= 3; kill++) {
      try (Child child = Child.start(PLAIN, directory, "1000000")) {
        assertThat(child.line()).isEqualTo(ChildMain.OPENED);
        // Enough for several journals, and for a kill while blocks go to their places.
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
    try (H2Wal wal = H2Wal.open(directory)) {
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
      assertThatThrownBy(() -> H2Wal.open(directory))
          .isInstanceOfSatisfying(
              WalException.class, e -> assertThat(e.kind()).isEqualTo(Kind.LOCKED));
      child.kill();
    }
    H2Wal.open(directory).close();
  }

  @Test
  void aFailedSyncIsFinalAndLosesNothingThatWasAcknowledged() throws Exception {
    Path trace = traceFile();
    // Opening takes some calls of its own; the failure is meant for an append.
    List<String> failing =
        strace(trace, "-e", "trace=fdatasync", "-e", "inject=fdatasync:error=EIO:when=250+");
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
  void everyAppendSyncsTheJournalAndThenTheMark() throws Exception {
    Path appends = traceFile();
    List<String> traced = strace(appends, "-y", "-e", "trace=fdatasync,write");
    try (Child child = Child.start(traced, directory, "50")) {
      assertThat(child.lines()).hasSize(51);
    }
    // What the child says comes after what it is about. A new journal is a j and two m more.
    StringBuilder order = new StringBuilder();
    for (String call : Files.readAllLines(appends)) {
      if (call.contains("fdatasync(") && call.contains("/journal-")) {
        order.append('j');
      } else if (call.contains("fdatasync(") && call.contains("/" + Mark.NAME + ">")) {
        order.append('m');
      } else if (call.contains("write(1<")) {
        order.append('!');
      }
    }
    assertThat(order.toString().replaceFirst(".*?!+", "")).matches("((jmm)?jm!+)*");
    assertThat(order.chars().filter(step -> step == 'j').count()).isGreaterThanOrEqualTo(50);
  }

  @Test
  void openingSyncsWhatItReports() throws Exception {
    // The child ends without a close, so the next open replays a journal.
    try (Child child = Child.start(PLAIN, directory, "50")) {
      assertThat(child.lines()).hasSize(51);
    }
    Path opening = traceFile();
    try (Child child =
        Child.start(strace(opening, "-y", "-e", "trace=fsync,fdatasync"), directory, "0")) {
      assertThat(child.lines()).containsExactly(ChildMain.OPENED);
    }
    List<String> syncs = Files.readAllLines(opening);
    int data = lastSyncOf("/" + Blocks.NAME + ">", syncs);
    int journal = lastSyncOf("/journal-", syncs);
    int mark = lastSyncOf("/" + Mark.NAME + ">", syncs);
    assertThat(data).as("sync of the data that was in the journal").isNotNegative();
    assertThat(journal).as("sync of the next journal").isGreaterThan(data);
    assertThat(lastSyncOf(directory.getFileName() + ">", syncs))
        .as("sync of the directory with it")
        .isBetween(journal + 1, mark);
    assertThat(mark).as("sync of the mark that names it").isGreaterThan(journal);
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
    try (H2Wal wal = H2Wal.open(log)) {
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
