package io.quorate.wal.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.sim.file.FileMark;
import io.quorate.sim.powerloss.PowerLossSweep;
import org.junit.jupiter.api.Test;

/**
 * WAL-D1, WAL-D2, WAL-A1, WAL-F1 to WAL-F3: what was acknowledged is there after power cuts, whole
 * batches or none, and what was reported once stays; damage is an error. The seeds from 1 to
 * {@code -Dpowerloss.seeds}.
 */
class H2PowerLossTest {

  @Test
  void whatWasAcknowledgedSurvivesPowerCuts() {
    long seeds = Long.getLong("powerloss.seeds", 150);

    PowerLossSweep sweep = H2PowerLoss.sweep(1, seeds);

    System.out.println(sweep);
    assertThat(sweep.violations()).isEmpty();
    assertThat(sweep.seeds()).isEqualTo(seeds);
    for (FileMark needed : new FileMark[] {
      FileMark.POWER_LOSSES_IN_APPEND,
      FileMark.LOST_SUBSETS,
      FileMark.TORN_PAGES,
      FileMark.CRASHES_IN_OPEN,
      FileMark.UNACKNOWLEDGED_KEPT,
      FileMark.UNACKNOWLEDGED_LOST,
      FileMark.CORRUPTIONS_DETECTED,
      FileMark.FAILED_SYNCS
    }) {
      assertThat(sweep.counters().get(needed)).as("%s", needed).isPositive();
    }
  }
}
