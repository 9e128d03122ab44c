package io.quorate.sim.tck;

import static io.quorate.sim.tck.Expect.fails;
import static io.quorate.sim.tck.Expect.isTrue;
import static io.quorate.sim.tck.Rule.must;

import io.quorate.spi.Wal;
import io.quorate.spi.WalException.Kind;
import java.util.List;

/** What takes a second process: kills, and the lock. */
final class WalProcessRules {
  private static final int KILLS = 3;
  private static final int BATCHES_UNTIL_KILL = 120;
  private static final long MANY = 1_000_000;

  private WalProcessRules() {}

  static List<Rule<WalFixture>> rules() {
    return List.of(
        must(
            "WAL-D1",
            "survives-kill",
            "After a kill of the process all that was acknowledged is there, and of the batch under way all or nothing.",
            WalProcessRules::survivesKill),
        must(
            "WAL-L1",
            "lock-between-processes",
            "Another process cannot open an open log, and can when its owner has closed it or was killed.",
            WalProcessRules::locksOtherProcessesOut));
  }

  private static void survivesKill(WalFixture fixture) throws Exception {
    long acknowledged = 0;
    for (int kill = 1; kill <= KILLS; kill++) {
      try (WalProcess process = WalProcess.start(fixture, MANY)) {
        acknowledged = found(acknowledged, process.opened());
        for (int i = 0; i < BATCHES_UNTIL_KILL; i++) {
          acknowledged = Long.parseLong(process.say());
        }
        acknowledged = process.kill().orElse(acknowledged);
      }
      // The second process begins where the first was killed, without anyone tidying up in between.
      if (kill > 1) {
        try (Wal wal = fixture.open()) {
          acknowledged = found(acknowledged, WalWork.numberIn(wal));
          new WalWork().to(acknowledged).compare(wal);
        }
      }
    }
  }

  /** One more than was acknowledged may be there: its news was under way. */
  private static long found(long acknowledged, long number) {
    isTrue(
        number == acknowledged || number == acknowledged + 1,
        "after a kill the log ends with batch " + number + ", but " + acknowledged
            + " had been acknowledged, and at most one more written");
    return number;
  }

  private static void locksOtherProcessesOut(WalFixture fixture) throws Exception {
    Wal wal = fixture.open();
    WalWork work = new WalWork();
    wal.append(work.next());
    try (WalProcess process = WalProcess.start(fixture, 1)) {
      String said = process.say();
      isTrue(
          said.startsWith(WalChild.LOCKED),
          "a log is open here, and another process that opens it says '" + said + "'");
      isTrue(
          said.contains(fixture.logDirectory().getFileName().toString()),
          "the refusal does not name the directory: " + said);
    }
    wal.append(work.next());
    work.compare(wal);
    wal.close();
    try (WalProcess process = WalProcess.start(fixture, MANY)) {
      Expect.equal(work.number(), process.opened(), "the last batch that another process finds");
      fails(Kind.LOCKED, "opening a log that another process has open", fixture::open);
      process.kill();
    }
    fixture.open();
  }
}
