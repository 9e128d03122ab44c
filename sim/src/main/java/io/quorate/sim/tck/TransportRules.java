package io.quorate.sim.tck;

import io.quorate.sim.tck.transport.DeliveryChecks;
import io.quorate.sim.tck.transport.Endpoint;
import io.quorate.sim.tck.transport.FaultChecks;
import io.quorate.sim.tck.transport.Leftovers;
import io.quorate.sim.tck.transport.LifecycleChecks;
import io.quorate.sim.tck.transport.TransportKit;
import io.quorate.sim.tck.transport.WireChecks;
import io.quorate.spi.TransportProvider;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
    List<Rule<TransportKit>> rules = new ArrayList<>();
    rules.addAll(delivery(queueBytes));
    rules.addAll(faults());
    rules.addAll(lives(queueBytes));
    rules.addAll(providers());
    return List.copyOf(rules);
  }

  private static List<Rule<TransportKit>> delivery(long queueBytes) {
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
            "TR-3",
            "half-delivered",
            "of a frame in whose midst the connection breaks nothing arrives",
            WireChecks::deliversNoHalfFrames),
        must(
            "TR-4",
            "bounded",
            "the bytes that wait for one peer are bounded, and what is shed is counted",
            kit -> FaultChecks.boundsWhatWaits(kit, queueBytes)),
        must(
            "TR-4",
            "sheds-newest",
            "at the bound the newest frame is shed, and what waited arrives",
            kit -> WireChecks.shedsTheNewest(kit, queueBytes)),
        should(
            "TR-4",
            "unreachable",
            "frames to a dead port or an unknown host are shed as unreachable",
            FaultChecks::tellsThatAPeerIsUnreachable));
  }

  private static List<Rule<TransportKit>> faults() {
    return List.of(
        must(
            "TR-5",
            "no-delay",
            "a hung, dead or slow peer delays no other, and send never blocks",
            FaultChecks::delaysNoOtherPeer),
        must(
            "TR-6",
            "reconnect",
            "a connection that broke is made again, on the same port",
            FaultChecks::reconnects),
        should(
            "TR-6",
            "back-off",
            "a peer that breaks every connection is not called all the time",
            WireChecks::backsOff),
        Rule.untested(
            "TR-6",
            "only-when-needed",
            "a connection is made again when there is something to send, and not before",
            "no time is long enough to see that nothing happens"),
        must(
            "TR-7",
            "only-while-open",
            "onFrame is called only between start and close",
            LifecycleChecks::deliversOnlyBetweenStartAndClose),
        Rule.untested(
            "TR-7",
            "several-threads",
            "onFrame may be called by several threads",
            "it allows something, and forbids nothing"),
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
            FaultChecks::survivesGarbage));
  }

  private static List<Rule<TransportKit>> lives(long queueBytes) {
    return List.of(
        must(
            "TR-10",
            "close-under-load",
            "close under load returns within 5 seconds and leaves no thread and no socket",
            LifecycleChecks::closesUnderLoad),
        must(
            "TR-10",
            "close-beside-hung-peer",
            "close returns within 5 seconds and leaves nothing, whatever waits for a peer that hangs",
            LifecycleChecks::closesBesideAHungPeer),
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
            "before start and after close, send answers CLOSED, and nothing but localAddress throws",
            LifecycleChecks::answersWhenNotRunning),
        must(
            "TR-13",
            "forget",
            "a forgotten peer can be sent to anew",
            LifecycleChecks::beginsAnewWithAForgottenPeer),
        must(
            "Transport.forget",
            "forget-closes",
            "the connection to a forgotten peer is closed, and what waits for it dropped",
            kit -> WireChecks.closesTheConnectionToAForgottenPeer(kit, queueBytes)),
        must(
            "TR-14",
            "counters",
            "the counters have their names, count, and never go down",
            DeliveryChecks::counts));
  }

  private static List<Rule<TransportKit>> providers() {
    return List.of(
        must(
            "TransportProvider.create",
            "listens-from-start",
            "a transport that was made and not started does not listen yet",
            LifecycleChecks::listensFromStartOn),
        Rule.untested(
            "TransportProvider.create",
            "bad-settings",
            "settings that cannot work are refused, before anything is started",
            "depends on the settings; the backend's own tests know them"),
        must(
            "Backend",
            "provider",
            BackendRules.PROVIDER,
            kit -> BackendRules.provider("transport", kit.provider())),
        should(
            "Backend",
            "service",
            BackendRules.SERVICE,
            kit -> BackendRules.service(TransportProvider.class, kit.provider())),
        should(
            "BackendContext.nodeName",
            "thread-names",
            BackendRules.THREADS,
            TransportRules::namesThreads));
  }

  private static void namesThreads(TransportKit kit) throws Exception {
    Set<Thread> before = new HashSet<>(Leftovers.threads());
    Endpoint a = kit.open();
    Endpoint b = kit.open();
    a.reach(b, kit.patience());
    b.reach(a, kit.patience());
    BackendRules.threadsAreNamed(before, List.of(a.threadPrefix(), b.threadPrefix()));
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
