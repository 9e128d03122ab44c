package io.quorate.sim.schedule;

/** How often the kinds of faults are drawn, by what a run has its focus on. */
final class Weights {
  private Weights() {}

  static int everything(FaultKind kind) {
    return switch (kind) {
      case TRANSFER, CONFIGURE -> 4;
      case MISCONFIGURE, AWAIT_LEADER -> 1;
      default ->
        switch (kind.faultClass()) {
          case NETWORK, PROCESS, DISK, ADMINISTRATION -> 2;
          case CLOCK, LOSS_OF_DATA -> 1;
        };
    };
  }

  static int election(FaultKind kind) {
    return switch (kind) {
      case CRASH, PAUSE, ISOLATE, ONE_WAY, PARTITION, STEP_DOWN, TRANSFER, CRASH_LEADER -> 3;
      case ISOLATE_LEADER, POWER_LOSS, DELAY, DUPLICATE, REORDER, LOSS, PAUSE_LEADER -> 2;
      case BRIDGE, LEADER_ONLY, FLAP, LOSE_TYPE, LOSE_GROUP, CLOG, CLOCK_RATE, REPLAY -> 2;
      case CRASH_MANY,
          POWER_LOSS_MANY,
          CLOSE,
          CLOSE_LEADER,
          STALL,
          STALL_LEADER,
          RESET,
          SLOW_RECEIVER -> 1;
      case AWAIT_LEADER, MOVE -> 1;
      default -> 0;
    };
  }

  static int storage(FaultKind kind) {
    return switch (kind) {
      case CRASH, CRASH_LEADER, POWER_LOSS, STALL, FAIL_SYNC, STALL_LEADER -> 3;
      case CRASH_MANY, POWER_LOSS_MANY, CLOSE, ISOLATE_LEADER, DISK_FULL, SLOW_DISK -> 2;
      case PARTITION, LOSS, DELAY, TRANSFER, FAIL_READ, CORRUPT, WIPE -> 1;
      case REPLAY, MISCONFIGURE -> 1;
      case CHECKPOINT, HOLD -> 2;
      default -> 0;
    };
  }

  static int membership(FaultKind kind) {
    return switch (kind) {
      case CONFIGURE -> 8;
      case CRASH_LEADER, ISOLATE_LEADER, TRANSFER, PARTITION -> 3;
      case CRASH, POWER_LOSS, STEP_DOWN, ISOLATE, LOSE_GROUP, INVALID_REQUEST -> 2;
      case LOSS, DUPLICATE, DELAY, REORDER, CLOG, PAUSE_LEADER, STALL_LEADER, CLOSE, CLOSE_LEADER ->
        1;
      case REPLAY, MISCONFIGURE, AWAIT_LEADER, MOVE -> 1;
      default -> 0;
    };
  }
}
