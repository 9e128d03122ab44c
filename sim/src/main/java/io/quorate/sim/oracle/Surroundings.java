package io.quorate.sim.oracle;

import io.quorate.sim.device.SimDisk;
import io.quorate.sim.schedule.TriggerPoint;

/** What the checks need of a cluster besides what they observe. */
public interface Surroundings {
  /**
   * A node's disk.
   *
   * @param node from 1
   * @return the disk
   */
  SimDisk disk(int node);

  /**
   * Hears of a moment at which a fault may wait. The fault may strike at once, in the middle of the
   * observed step.
   *
   * @param point the moment
   * @param node where
   * @param partition the group; -1 for none
   */
  void moment(TriggerPoint point, int node, int partition);
}
