package io.quorate.sim.tck;

import io.quorate.sim.tck.transport.DeliveryChecks;
import io.quorate.sim.tck.transport.FaultChecks;
import io.quorate.sim.tck.transport.LifecycleChecks;
import io.quorate.sim.tck.transport.TransportKit;
import io.quorate.spi.TransportProvider;
import java.util.List;
import java.util.Map;

/** The rules of the transport kit, for those who run them without JUnit. */
public final class TransportRules {
  private TransportRules() {}

  /**
   * Checks a transport.
   *
   * @param provider whose transports
   * @param settings by key name
   * @param queueBytes how many bytes may wait for one peer with these settings
   * @return the results, one for each rule
   */
  public static RuleReport check(
      TransportProvider provider, Map<String, String> settings, long queueBytes) {
    return RuleReport.run(all(queueBytes), () -> new TransportKit(provider, settings));
  }

  /**
   * All rules.
   *
   * @param queueBytes how many bytes may wait for one peer
   * @return in the order of the contract
   */
  public static List<Rule<TransportKit>> all(long queueBytes) {
    return List.of(
        Rule.untested(
            "TR-1",
            "allows-loss",
            "frames may be lost, duplicated, and reordered across connections",
            "it allows something, and forbids nothing"),
        should(
            "TR-1",
            "loses-nothing-in-health",
            "a healthy connection loses nothing",
            DeliveryChecks::losesNothingOnAHealthyConnection),
        must(
            "TR-2",
            "order",
            "frames to one peer arrive in the order sent",
            DeliveryChecks::keepsTheOrder),
        must(
            "TR-3",
            "whole",
            "a frame arrives whole or not at all",
            DeliveryChecks::deliversFramesWhole),
        must(
            "TR-4",
            "bounded",
            "the bytes that wait for one peer are bounded, and what is shed is counted",
            kit -> FaultChecks.boundsWhatWaits(kit, queueBytes)),
        should(
            "TR-4",
            "unreachable",
            "frames to a dead port or an unknown host are shed as unreachable",
            FaultChecks::tellsThatAPeerIsUnreachable),
        must(
            "TR-5",
            "no-delay",
            "a hung or dead peer delays no other",
            FaultChecks::delaysNoOtherPeer),
        must("TR-6", "reconnect", "a connection that broke is made again", FaultChecks::reconnects),
        must(
            "TR-7",
            "only-while-open",
            "onFrame is called only between start and close",
            LifecycleChecks::deliversOnlyBetweenStartAndClose),
        must(
            "TR-8",
            "sender-refuses",
            "too large a frame is refused by the sender",
            DeliveryChecks::refusesToSendTooLargeAFrame),
        must(
            "TR-8",
            "receiver-refuses",
            "too large a frame is refused by the receiver, which stays in service",
            FaultChecks::refusesToReceiveTooLargeAFrame),
        must(
            "TR-9",
            "garbage",
            "garbage from the network harms nobody",
            FaultChecks::survivesGarbage),
        must(
            "TR-10",
            "close-under-load",
            "close under load returns within 5 seconds and leaves no thread and no socket",
            LifecycleChecks::closesUnderLoad),
        must(
            "TR-10",
            "cycles",
            "starting and closing many times leaves nothing",
            LifecycleChecks::leavesNothingInManyCycles),
        must(
            "TR-11",
            "taken-port",
            "start on a taken port fails, names the address and leaves nothing",
            LifecycleChecks::refusesATakenPort),
        must(
            "TR-12",
            "not-running",
            "before start and after close, send answers CLOSED and nothing throws",
            LifecycleChecks::answersWhenNotRunning),
        must(
            "TR-13",
            "forget",
            "a forgotten peer can be sent to anew",
            LifecycleChecks::beginsAnewWithAForgottenPeer),
        must("TR-14", "counters", "the counters count", DeliveryChecks::counts));
  }

  private static Rule<TransportKit> must(
      String id, String name, String sentence, Rule.Check<TransportKit> check) {
    return Rule.must(id, name, sentence, watched(check));
  }

  private static Rule<TransportKit> should(
      String id, String name, String sentence, Rule.Check<TransportKit> check) {
    return Rule.should(id, name, sentence, watched(check));
  }

  /** Whatever is checked, receivers must never see what is forbidden. */
  private static Rule.Check<TransportKit> watched(Rule.Check<TransportKit> check) {
    return kit -> {
      check.run(kit);
      kit.assertNoViolations();
    };
  }
}
