package io.quorate.sim.schedule;

/** Scenarios in which a member begins anew with another one's snapshot. */
final class SnapshotScenarios {
  /** No clock may be further behind, in milliseconds, or its node refuses to stamp. */
  private static final long MOST_BEHIND = 50_000;

  private final Stage stage;

  SnapshotScenarios(Stage stage) {
    this.stage = stage;
  }

  /**
   * A member misses a checkpoint and what led to it, and is to lead as soon as it is back: what it
   * knows it has from the snapshot alone, because nothing is written while a leader hands over. Its
   * wall clock may be behind those of the others; pieces of the snapshot may come twice; and it may
   * fail when it has the snapshot, and begin with that once more.
   */
  void latecomer(long from) {
    int partition = stage.askedPartition();
    int late = stage.anyNode();
    long unit = stage.knobs.election();
    long way = 4 * stage.knobs.netMax() + 2 * stage.knobs.diskSync();
    long checkpoint = from + stage.random.between(2 * unit, 5 * unit);
    long back = checkpoint + way + stage.random.between(0, unit / 4);
    stage.add(new Fault(from, FaultKind.ISOLATE, late, 0, 0, 0, back - from));
    stage.add(new Fault(checkpoint, FaultKind.CHECKPOINT, late, 0, partition, 0, 0));
    if (stage.random.chance(700)) {
      long behind = -stage.random.skewed(1, MOST_BEHIND);
      stage.add(new Fault(from, FaultKind.CLOCK_STEP, late, 0, 0, behind, 0));
    }
    if (stage.random.chance(300)) {
      long often = stage.random.between(200, 900);
      stage.add(new Fault(back, FaultKind.DUPLICATE, late, 0, 0, often, 2 * unit));
    }
    long at = back;
    for (int times = 0; times < 3; times++) {
      stage.transfer(at, late, partition);
      at += stage.random.between(unit / 8, unit);
      if (stage.random.chance(250)) {
        long down = stage.random.between(0, unit / 4);
        stage.add(new Fault(at, FaultKind.CRASH, late, 0, 0, 0, down));
        at += down + way;
      }
    }
  }
}
