package io.quorate.sim.schedule;

import static io.quorate.sim.schedule.FaultKind.CLOSE;
import static io.quorate.sim.schedule.FaultKind.CONFIGURE;
import static io.quorate.sim.schedule.FaultKind.CRASH;
import static io.quorate.sim.schedule.FaultKind.FAIL_SYNC;
import static io.quorate.sim.schedule.FaultKind.ISOLATE;
import static io.quorate.sim.schedule.FaultKind.PAUSE;
import static io.quorate.sim.schedule.FaultKind.POWER_LOSS;
import static io.quorate.sim.schedule.FaultKind.REPLAY;
import static io.quorate.sim.schedule.FaultKind.STALL;
import static io.quorate.sim.schedule.FaultKind.STEP_DOWN;

/** Which faults wait for which moments; those that find more there are listed more often. */
final class TriggerKinds {
  private static final FaultKind[] USUAL = {
    CRASH, CRASH, POWER_LOSS, POWER_LOSS, ISOLATE, PAUSE, STALL, FAIL_SYNC, REPLAY, STEP_DOWN
  };

  private static final FaultKind[] CANDIDATE = {
    REPLAY, REPLAY, REPLAY, POWER_LOSS, POWER_LOSS, CRASH, ISOLATE, PAUSE, STALL
  };

  private static final FaultKind[] NEW_LEADER = {
    REPLAY,
    REPLAY,
    CONFIGURE,
    CONFIGURE,
    STALL,
    STALL,
    POWER_LOSS,
    POWER_LOSS,
    CRASH,
    ISOLATE,
    PAUSE,
    STEP_DOWN
  };

  private static final FaultKind[] WORK_UNDER_WAY = {
    CLOSE, CLOSE, CRASH, CRASH, POWER_LOSS, POWER_LOSS, ISOLATE, PAUSE, STALL, FAIL_SYNC, REPLAY
  };

  private static final FaultKind[] READ = {
    CLOSE, CLOSE, CLOSE, REPLAY, REPLAY, CRASH, PAUSE, ISOLATE, STEP_DOWN
  };

  private static final FaultKind[] CONFIGURATION = {CRASH, ISOLATE, POWER_LOSS, PAUSE, STEP_DOWN};

  private TriggerKinds() {}

  static FaultKind[] at(TriggerPoint point, Profile profile) {
    return switch (point) {
      case BECAME_CANDIDATE -> CANDIDATE;
      case BECAME_LEADER -> NEW_LEADER;
      case COMMIT_ADVANCED, SYNC_STARTED -> WORK_UNDER_WAY;
      case READ_ASKED -> READ;
      case CONFIGURATION_APPENDED -> profile == Profile.MEMBERSHIP ? CONFIGURATION : USUAL;
      default -> USUAL;
    };
  }
}
