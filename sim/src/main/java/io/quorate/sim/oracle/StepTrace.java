package io.quorate.sim.oracle;

import io.quorate.engine.raft.GroupProbe;
import io.quorate.engine.raft.Input;
import io.quorate.sim.device.SimProcess;
import io.quorate.sim.world.Detail;
import io.quorate.sim.world.Detail.MemberState;
import io.quorate.sim.world.Event;
import io.quorate.sim.world.MessageWords;
import io.quorate.sim.world.World;
import java.util.List;

/** Tells a full trace what a process's groups take, and what they become by it. */
final class StepTrace {
  private final World world;
  private final SimProcess process;
  private final MemberState[] states;

  StepTrace(World world, SimProcess process, int partitions) {
    this.world = world;
    this.process = process;
    this.states = new MemberState[partitions];
  }

  void took(int partition, List<Input> inputs) {
    for (Input input : inputs) {
      if (input instanceof Input.Received received) {
        Detail said = MessageWords.said(partition, received.message());
        world.note(Event.HANDLE, process.node(), partition, received.from(), 0, said);
      } else if (input instanceof Input.Persisted persisted) {
        world.note(Event.PERSISTED, process.node(), partition, persisted.sequence(), 0, null);
      }
    }
  }

  void became(GroupProbe probe) {
    MemberState state = new MemberState(
        probe.role().name(),
        probe.hardState().term(),
        probe.hardState().vote().orElse(0),
        probe.lastIndex(),
        probe.durableHardState().term(),
        probe.durableIndex(),
        probe.commitIndex(),
        probe.applicableIndex());
    if (!state.equals(states[probe.partition()])) {
      states[probe.partition()] = state;
      world.note(
          Event.STATE, process.node(), probe.partition(), state.lastIndex(), state.commit(), state);
    }
  }
}
