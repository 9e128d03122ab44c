package io.quorate.sim.tck;

import io.quorate.spi.EntryRecord;
import io.quorate.spi.Wal;
import io.quorate.spi.WalException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Assertions without a library: a backend's author should need no more than the kit. */
final class Expect {
  private Expect() {}

  static void equal(Object expected, Object actual, String what) {
    if (!Objects.equals(expected, actual)) {
      throw new AssertionError(what + ": expected " + expected + ", but it was " + actual);
    }
  }

  static void isTrue(boolean condition, String what) {
    if (!condition) {
      throw new AssertionError(what);
    }
  }

  interface Call {
    void run() throws WalException;
  }

  /** The call must fail with this kind. */
  static WalException fails(WalException.Kind kind, String what, Call call) {
    try {
      call.run();
    } catch (WalException e) {
      if (e.kind() != kind) {
        throw new AssertionError(
            what + " must fail with " + kind + ", but it failed with " + e.kind(), e);
      }
      isTrue(
          e.getMessage() != null && !e.getMessage().isBlank(), what + " fails without a message");
      return e;
    } catch (RuntimeException e) {
      throw new AssertionError(what + " must fail with " + kind + ", but it threw " + e, e);
    }
    throw new AssertionError(what + " must fail with " + kind + ", but it did not fail");
  }

  /** Records compare arrays by identity. */
  static void sameEntries(List<EntryRecord> expected, List<EntryRecord> actual, String what) {
    for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
      EntryRecord want = expected.get(i);
      EntryRecord have = actual.get(i);
      boolean same = want.index() == have.index()
          && want.term() == have.term()
          && Arrays.equals(want.bytes(), have.bytes());
      isTrue(
          same,
          what + ": expected " + want + " at position " + i + ", but it was " + have
              + (want.toString().equals(have.toString()) ? " with other bytes" : ""));
    }
    equal(expected.size(), actual.size(), what + ": number of entries");
  }

  /** The log holds exactly these entries above its boundary, by every way there is to ask. */
  static void holds(Wal wal, int partition, List<EntryRecord> expected) throws WalException {
    long boundary = wal.state(partition).boundary().index();
    String name = "partition " + partition;
    sameEntries(expected, wal.read(partition, boundary + 1, Long.MAX_VALUE), name);
    long last =
        expected.isEmpty() ? boundary : expected.get(expected.size() - 1).index();
    equal(last, wal.state(partition).lastIndex(), name + ": last index");
    for (EntryRecord entry : expected) {
      equal(
          entry.term(),
          wal.term(partition, entry.index()),
          name + ": term of entry " + entry.index());
    }
    equal(
        List.of(),
        wal.read(partition, last + 1, Long.MAX_VALUE),
        name + ": entries above the last");
  }
}
