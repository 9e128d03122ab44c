package io.quorate.wal.h2;

import io.quorate.spi.WalException;
import java.nio.file.Path;

/**
 * What a child process does: opens a log, appends to partition 1 from its last entry on, and says
 * each index once it is acknowledged.
 */
final class ChildMain {
  /** How it says that it opened the log. */
  static final String OPENED = "opened";

  /** How many bytes each entry has. */
  static final int ENTRY_BYTES = 1000;

  private ChildMain() {}

  /**
   * Runs.
   *
   * @param arguments the directory, and how many entries to append
   */
  public static void main(String[] arguments) {
    long count = Long.parseLong(arguments[1]);
    try {
      H2Wal wal = H2Wal.open(Path.of(arguments[0]), new H2Options(256 * 1024, 1024 * 1024));
      System.out.println(OPENED);
      append(wal, count);
    } catch (WalException e) {
      System.out.println(e.kind() + " " + e.getMessage());
    }
    System.out.flush();
    // Without a close: what is in the log now is what a crash leaves.
    Runtime.getRuntime().halt(0);
  }

  private static void append(H2Wal wal, long count) throws WalException {
    long last = wal.state(1).lastIndex();
    try {
      for (long index = last + 1; index <= last + count; index++) {
        wal.append(Records.append(1, index, 1, ENTRY_BYTES));
        System.out.println(index);
      }
    } catch (WalException failed) {
      System.out.println(failed.kind());
      report(wal);
    }
  }

  /** After a failure: whether a later append is refused, and how many entries can be read. */
  private static void report(H2Wal wal) throws WalException {
    try {
      wal.append(Records.append(1, wal.state(1).lastIndex() + 1, 1, ENTRY_BYTES));
      System.out.println("ACCEPTED");
    } catch (WalException again) {
      System.out.println(again.kind());
    }
    System.out.println(wal.read(1, 1, Long.MAX_VALUE).size());
  }
}
