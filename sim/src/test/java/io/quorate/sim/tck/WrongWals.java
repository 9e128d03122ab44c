package io.quorate.sim.tck;

import io.quorate.config.ConfigKey;
import io.quorate.spi.EntryRecord;
import io.quorate.spi.Wal;
import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import io.quorate.spi.WalProvider;
import io.quorate.wal.memory.MemoryDisk;
import io.quorate.wal.memory.MemoryWal;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Which log breaks which rule. */
final class WrongWals {
  private WrongWals() {}

  private static WrongBackend<WalProvider> wrong(String rule, String what, UnaryOperator<Wal> wal) {
    return of(rule, what, TestWalProvider.wrapped(wal));
  }

  private static WrongBackend<WalProvider> of(String rule, String what, WalProvider provider) {
    return new WrongBackend<>(rule, what, provider);
  }

  static List<WrongBackend<WalProvider>> all() {
    List<WrongBackend<WalProvider>> all = new ArrayList<>();
    all.addAll(ofReads());
    all.addAll(ofWrites());
    all.addAll(ofBoundaries());
    all.addAll(ofFailures());
    all.addAll(ofLives());
    all.addAll(ofProviders());
    return all;
  }

  private static List<WrongBackend<WalProvider>> ofReads() {
    return List.of(
        wrong("reads-beside-replacement", "shows half a batch", BrokenWals::showsHalfABatch),
        wrong(
            "reads-beside-growth",
            "hides the newest entry from other threads",
            BrokenReads::hidesTheNewestFromOtherThreads),
        wrong("reads-beside-close", "breaks under readers", BrokenReads::breaksUnderReaders),
        wrong("reads-from-any-index", "leaves a gap", BrokenWals::leavesAGap),
        wrong(
            "reads-below-the-boundary-fail",
            "reads on from the boundary",
            BrokenWals::readsOnFromTheBoundary),
        wrong("read-limit", "returns nothing over the limit", BrokenWals::readsNothingLarge),
        wrong("read-limit", "exceeds the limit", BrokenWals::exceedsTheLimit),
        wrong("term", "does not know the boundary's term", BrokenWals::doesNotKnowTheBoundarysTerm),
        wrong("empty-entry", "skips entries without bytes", BrokenReads::skipsEmptyEntries),
        wrong("large-numbers", "keeps four bytes of a term", BrokenReads::keepsFourBytesOfTerms),
        wrong("partitions-ascend", "lists partitions backwards", BrokenReads::listsBackwards));
  }

  private static List<WrongBackend<WalProvider>> ofWrites() {
    return List.of(
        wrong("batch-over-partitions", "loses partitions", BrokenWrites::losesPartitions),
        wrong(
            "partitions-are-apart",
            "keeps one byte of a partition's id",
            BrokenWrites::keepsOneByteOfPartitions),
        wrong("truncation-hides", "loses a truncation", BrokenWals::losesTruncation),
        wrong("random-steps", "loses a truncation", BrokenWals::losesTruncation),
        wrong(
            "truncation-and-append",
            "shows truncated entries again",
            BrokenWrites::showsTruncatedEntries),
        wrong(
            "truncation-to-nothing",
            "forgets the term of an empty log",
            BrokenReads::forgetsTheTermOfAnEmptyLog),
        wrong(
            "writes-in-list-order",
            "carries out the last write only",
            BrokenWrites::carriesOutTheLastWriteOnly),
        wrong("drop-forgets", "drops entries only", BrokenWals::dropsEntriesOnly),
        wrong(
            "drop-and-begin-anew",
            "forgets what follows a drop",
            BrokenWrites::forgetsWhatFollowsADrop),
        wrong("hard-state", "keeps hard states in memory", BrokenWals::forgetsHardState),
        wrong("large-entry", "cuts large entries", BrokenWrites::cutsLargeEntries),
        wrong("many-entries", "loses all above 65,536", BrokenWrites::losesManyEntries),
        wrong("metadata", "keeps empty values", BrokenWals::keepsEmptyMetadata),
        wrong("empty-batch", "refuses an empty batch", BrokenWrites::refusesEmptyBatches));
  }

  private static List<WrongBackend<WalProvider>> ofBoundaries() {
    return List.of(
        wrong(
            "boundary-never-goes-back",
            "ignores a boundary that goes back",
            BrokenWals::acceptsBoundaryBack),
        wrong(
            "boundary-within",
            "discards what is above a boundary",
            BrokenWrites::discardsWhatIsAboveABoundary),
        wrong(
            "boundary-of-another-term",
            "keeps entries that conflict with a boundary",
            BrokenWals::keepsConflictingEntries),
        wrong(
            "boundary-above",
            "ignores a boundary above its last entry",
            BrokenWrites::ignoresABoundaryAbove),
        wrong(
            "boundary-again",
            "refuses the boundary that it has",
            BrokenWrites::refusesTheSameBoundary),
        wrong(
            "boundary-at-the-last",
            "forgets the term of an empty log",
            BrokenReads::forgetsTheTermOfAnEmptyLog));
  }

  private static List<WrongBackend<WalProvider>> ofFailures() {
    TestWalProvider getsUpAgain = new TestWalProvider(
        disk -> BrokenWals.getsUpAgain(new MemoryWal(disk), () -> new MemoryWal(disk)));
    return List.of(
        of(
            "failed-batch-is-whole-or-absent",
            "leaves half of a failed batch",
            new TestWalProvider(disk -> BrokenWrites.leavesHalfOfAFailedBatch(
                new MemoryWal(disk), () -> new MemoryWal(disk)))),
        wrong(
            "refused-batch-changes-nothing",
            "writes partition by partition",
            BrokenWals::writesPartitionByPartition),
        of("failure-is-final", "goes on after a failure", getsUpAgain),
        of("disk-full", "goes on after a failure", getsUpAgain),
        of("damage-is-corrupt", "leaves damaged entries out", new TestWalProvider(MemoryWal::new) {
          @Override
          List<EntryRecord> readDamaged(List<EntryRecord> entries, long damagedAt) {
            return entries.stream().filter(entry -> entry.index() < damagedAt).toList();
          }
        }),
        of("newer-format", "reads any format", new TestWalProvider(MemoryWal::new) {
          @Override
          boolean readsNewerFormats() {
            return true;
          }
        }),
        of("survives-kill", "acknowledges before it writes", new LateWalProvider()));
  }

  private static List<WrongBackend<WalProvider>> ofLives() {
    return List.of(
        of("lock", "does not lock", new TestWalProvider(WrongWals::withoutLock)),
        of("lock-between-processes", "locks within its process only", new LonelyWalProvider()),
        wrong("close-is-idempotent", "closes once only", BrokenWals::closesOnce),
        wrong(
            "close-ends-threads",
            "leaks a thread",
            wal -> BrokenReads.leaksAThread(wal, "quorate-tck-wal-leak")),
        wrong("close-frees-files", "leaks a file", BrokenReads::leaksAFile),
        wrong("closed", "accepts after close", BrokenWals::acceptsAfterClose),
        wrong("opened-anew", "keeps hard states in memory", BrokenWals::forgetsHardState));
  }

  private static Wal withoutLock(MemoryDisk disk) throws WalException {
    try {
      return new MemoryWal(disk);
    } catch (WalException e) {
      return new MemoryWal(new MemoryDisk("another"));
    }
  }

  private static List<WrongBackend<WalProvider>> ofProviders() {
    return List.of(
        of("provider", "has an illegal name", new TestWalProvider(MemoryWal::new) {
          @Override
          public String name() {
            return "Test!";
          }
        }),
        of("provider", "has a key of another's name", new TestWalProvider(MemoryWal::new) {
          @Override
          public List<ConfigKey<?>> configKeys() {
            return List.of(ConfigKey.string("wal.other.key", ""));
          }
        }),
        of("service", "is not registered", new TestWalProvider(MemoryWal::new)),
        wrong("thread-names", "names no thread", wal -> BrokenReads.leaksAThread(wal, "compactor")),
        of(
            "durable-unless-for-tests",
            "is not durable, and for production",
            new TestWalProvider(MemoryWal::new) {
              @Override
              public Suitability suitability() {
                return Suitability.PRODUCTION;
              }
            }),
        of("directory", "wants no directory to be there", new TestWalProvider(MemoryWal::new) {
          @Override
          public Wal open(WalContext context) throws WalException {
            if (Files.exists(context.directory())) {
              throw new WalException(Kind.FAILED, context.directory() + " is there");
            }
            return super.open(context);
          }
        }));
  }
}
