package io.quorate.sim.oracle;

import io.quorate.engine.raft.Effect;
import io.quorate.engine.raft.GroupProbe;
import io.quorate.engine.raft.Input;
import io.quorate.sim.device.SimProcess;
import java.util.Iterator;
import java.util.List;

/** A transfer that is reported done was done: its target has led a later term (I36). */
final class TransferChecks {
  private final Oracles oracles;
  private final SimProcess process;

  TransferChecks(Oracles oracles, SimProcess process) {
    this.oracles = oracles;
    this.process = process;
  }

  void check(
      MemberGhost member,
      GroupGhost group,
      GroupProbe probe,
      List<Input> inputs,
      List<Effect> effects,
      long termBefore) {
    for (Input input : inputs) {
      if (input instanceof Input.TransferLeadership asked) {
        member.transfers.add(new TransferGhost(asked.token(), asked.target(), termBefore));
      }
    }
    if (member.transfers.isEmpty()) {
      return;
    }
    for (Effect effect : effects) {
      if (effect instanceof Effect.Answered answered) {
        answered(member, group, probe, answered);
      }
    }
  }

  private void answered(
      MemberGhost member, GroupGhost group, GroupProbe probe, Effect.Answered answered) {
    for (Iterator<TransferGhost> open = member.transfers.iterator(); open.hasNext(); ) {
      TransferGhost transfer = open.next();
      if (transfer.token() == answered.token()) {
        open.remove();
        if (answered.answer() == Effect.Answer.DONE
            && !group.hasLedAfter(transfer.term(), transfer.target())) {
          oracles.fail(
              "I36",
              probe.partition(),
              "node " + process.node() + " says that it has handed over to node "
                  + transfer.target() + ", which has led no term after " + transfer.term());
        }
        return;
      }
    }
  }
}
