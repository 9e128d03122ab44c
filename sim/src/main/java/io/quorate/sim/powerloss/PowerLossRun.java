package io.quorate.sim.powerloss;

import io.quorate.sim.file.FileCounters;
import io.quorate.sim.file.FileMark;
import io.quorate.sim.file.FileStore;
import io.quorate.sim.file.Geometry;
import io.quorate.sim.file.SimCrashException;
import io.quorate.sim.file.SimFileSystem;
import io.quorate.spi.Wal;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import java.util.List;
import java.util.Optional;

/**
 * One run of a log on simulated files, with a model beside it. What the log holds after a restart
 * must be what was acknowledged, perhaps with the one batch that was under way (I30); where bytes
 * were damaged it may instead say so, but not hold anything else (I31); and after an append failed,
 * none may succeed (I38).
 */
final class PowerLossRun {
  private static final int MAX_OPENS = 50;
  private static final List<FileMark> FAILURES = List.of(
      FileMark.FAILED_SYNCS,
      FileMark.FAILED_DIRECTORY_SYNCS,
      FileMark.DISK_FULL,
      FileMark.FAILED_READS);

  /** Ends a run. */
  private static final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Violation(String invariant, String story) {
      super(invariant + ": " + story);
    }
  }

  /** Ends a run well: the log has found the damage. */
  private static final class Detected extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final Subject subject;
  private final SimFileSystem disk;
  private final FileCounters counters;
  private Optional<Wal> wal = Optional.empty();
  private WalContents acknowledged = WalContents.EMPTY;
  private Optional<WalContents> underWay = Optional.empty();
  private boolean failed;
  private boolean harmed;

  private PowerLossRun(Subject subject, Geometry geometry) {
    this.subject = subject;
    this.disk = new SimFileSystem(geometry, nanos -> {});
    this.counters = disk.counters();
  }

  /** Carries steps out; returns what was violated, if anything. */
  static Optional<String> run(
      Subject subject, Geometry geometry, List<PowerLossStep> steps, FileCounters counters) {
    PowerLossRun run = new PowerLossRun(subject, geometry);
    try {
      run.steps(steps);
      return Optional.empty();
    } catch (Detected e) {
      run.counters.add(FileMark.CORRUPTIONS_DETECTED);
      return Optional.empty();
    } catch (Violation e) {
      return Optional.of(e.getMessage());
    } catch (RuntimeException e) {
      return Optional.of("I30: the log threw " + e + " from " + e.getStackTrace()[0]);
    } finally {
      counters.addAll(run.counters);
    }
  }

  private void steps(List<PowerLossStep> steps) {
    for (PowerLossStep step : steps) {
      step(step);
    }
    // Faults that have not happened yet must not hide what this looks for.
    disk.disarm();
    end(() -> disk.losePower(steps.size()));
    log();
    end(() -> disk.losePower(steps.size() + 1L));
    log();
  }

  private void step(PowerLossStep step) {
    switch (step.kind()) {
      case REOPEN -> reopen();
      case CRASH -> end(disk::crash);
      case POWER_LOSS -> end(() -> disk.losePower(step.random()));
      case READ -> read();
      case FAULT -> disk.arm(step.fault(""));
      case MISDIRECT -> {
        if (!harmed) {
          harmed = true;
          disk.arm(step.fault(subject.recordFiles()));
        }
      }
      case DAMAGE -> damage(step);
      default -> append(step);
    }
  }

  private void damage(PowerLossStep step) {
    if (harmed) {
      return;
    }
    harmed = true;
    boolean running = step.b() % 2 == 0;
    if (running) {
      log();
    } else {
      end(step.b() % 4 == 1 ? disk::crash : () -> disk.losePower(step.random()));
    }
    disk.damage(step.damage(), step.random());
    if (running) {
      read();
    }
  }

  private void append(PowerLossStep step) {
    Wal log = log();
    WalBatch batch = step.batch(acknowledged).orElseThrow();
    WalContents after = acknowledged.after(batch);
    long failures = failures();
    long powerLosses = counters.get(FileMark.POWER_LOSSES);
    try {
      log.append(batch);
    } catch (SimCrashException e) {
      if (counters.get(FileMark.POWER_LOSSES) > powerLosses) {
        counters.add(FileMark.POWER_LOSSES_IN_APPEND);
      }
      leave(after);
      return;
    } catch (WalException e) {
      boolean excused = failed || failures() > failures || harmed;
      boolean right = e.kind() == Kind.FAILED || e.kind() == Kind.DISK_FULL;
      if (harmed && e.kind() == Kind.CORRUPT) {
        throw new Detected();
      }
      if (!excused || !right) {
        throw new Violation("I30", "an append fails without a reason: " + describe(e));
      }
      if (failed) {
        counters.add(FileMark.REFUSED_AFTER_FAILURE);
        reopen();
      } else {
        failed = true;
        underWay = Optional.of(after);
      }
      return;
    }
    if (failed) {
      throw new Violation("I38", "after an append failed, " + step + " was acknowledged");
    }
    counters.add(FileMark.ACKNOWLEDGED);
    acknowledged = after;
  }

  /** The process is gone, with an append under way unless that had to be refused. */
  private void leave(WalContents after) {
    if (!failed) {
      underWay = Optional.of(after);
    }
    wal = Optional.empty();
    failed = false;
  }

  private void end(Runnable how) {
    how.run();
    wal = Optional.empty();
    failed = false;
  }

  private void reopen() {
    try {
      if (wal.isPresent()) {
        wal.get().close();
      }
    } catch (WalException e) {
      // A log that has failed may close badly.
      failed = true;
    } catch (SimCrashException e) {
      // An armed crash, at something that closing does.
      failed = true;
    }
    wal = Optional.empty();
    failed = false;
    log();
  }

  /** The open log; if none is open, opens it and compares what it holds. */
  private Wal log() {
    for (int i = 0; wal.isEmpty(); i++) {
      if (i == MAX_OPENS) {
        throw new Violation("I30", "the log cannot be opened any more");
      }
      open();
    }
    return wal.get();
  }

  private void open() {
    FileStore files = disk.boot();
    long failures = failures();
    try {
      Wal opened = subject.open(files);
      if (subject.hadTornTail(opened)) {
        counters.add(FileMark.TAILS_CUT);
      }
      WalContents found = WalContents.of(opened, PowerLossStep.KEYS);
      compare(found);
      wal = Optional.of(opened);
    } catch (SimCrashException e) {
      counters.add(FileMark.CRASHES_IN_OPEN);
    } catch (WalException e) {
      judge(e, failures, "opening the log");
    }
  }

  /** A failure is a matter of trying again, if something did fail. */
  private void judge(WalException e, long failuresBefore, String what) {
    boolean failure = e.kind() == Kind.FAILED || e.kind() == Kind.DISK_FULL;
    if (failure && failures() > failuresBefore) {
      return;
    }
    if (harmed && (failure || e.kind() == Kind.CORRUPT) && isPlaced(e)) {
      throw new Detected();
    }
    throw new Violation(harmed ? "I31" : "I30", what + " fails, and should not: " + describe(e));
  }

  /** Somebody must be able to look for the place. */
  private static boolean isPlaced(WalException e) {
    return e.getMessage() != null && e.getMessage().matches("(?s).*[0-9].*|.*missing.*");
  }

  private void compare(WalContents found) {
    if (underWay.isPresent() && !underWay.get().equals(acknowledged)) {
      if (found.equals(underWay.get())) {
        counters.add(FileMark.UNACKNOWLEDGED_KEPT);
      } else if (found.equals(acknowledged)) {
        counters.add(FileMark.UNACKNOWLEDGED_LOST);
      }
    }
    if (!found.equals(acknowledged) && !underWay.map(found::equals).orElse(false)) {
      throw new Violation(
          harmed ? "I31" : "I30",
          "the log was opened and holds " + found + ", but acknowledged was " + acknowledged
              + underWay
                  .map(more -> ", and under way was what makes it " + more)
                  .orElse(""));
    }
    // What a log reports it must hold from now on.
    acknowledged = found;
    underWay = Optional.empty();
  }

  /** In one process life the log always holds what was acknowledged, also after a failure. */
  private void read() {
    Wal log = log();
    disk.evict();
    long failures = failures();
    try {
      WalContents found = WalContents.of(log, PowerLossStep.KEYS);
      if (!found.equals(acknowledged)) {
        throw new Violation(
            harmed ? "I31" : "I30",
            "the open log holds " + found + ", but acknowledged was " + acknowledged);
      }
    } catch (WalException e) {
      judge(e, failures, "reading");
    }
  }

  private long failures() {
    long sum = 0;
    for (FileMark mark : FAILURES) {
      sum += counters.get(mark);
    }
    return sum;
  }

  private static String describe(WalException e) {
    return e.kind() + ", " + e.getMessage();
  }
}
