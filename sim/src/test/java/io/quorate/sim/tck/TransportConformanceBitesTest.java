package io.quorate.sim.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.config.ConfigKey;
import io.quorate.sim.tck.RuleReport.Outcome;
import io.quorate.sim.tck.transport.TransportKit;
import io.quorate.spi.Transport;
import io.quorate.spi.TransportProvider;
import io.quorate.spi.TransportProvider.TransportContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule for transports passes a right one, and finds one that is wrong. */
class TransportConformanceBitesTest {
  private static final long QUEUE_BYTES = 32L << 20;

  /** What goes well needs no patience, and may have it. */
  private static final Duration LONG = Duration.ofSeconds(20);

  private static final Duration SHORT = Duration.ofMillis(1_500);

  private static WrongBackend<TransportProvider> wrong(
      String rule, String what, Function<TransportContext, Transport> transport) {
    return new WrongBackend<>(rule, what, new Provider("plain", List.of(), transport));
  }

  static List<WrongBackend<TransportProvider>> wrongBackends() {
    return List.of(
        wrong("loses-nothing-in-health", "loses one frame", BrokenTransports::losesOneOfMany),
        wrong("order", "reverses frames", BrokenTransports::reorders),
        wrong("whole", "halves large frames", BrokenTransports::halves),
        wrong(
            "half-delivered",
            "delivers what had arrived when a connection broke",
            BrokenTransports::deliversWhatBrokeOff),
        wrong("bounded", "has an unbounded queue", BrokenTransports::hasNoBound),
        wrong("sheds-newest", "sheds the oldest frame", BrokenTransports::shedsTheOldest),
        wrong("unreachable", "never says unreachable", BrokenTransports::isSilentAboutTheDead),
        wrong("no-delay", "waits for room in the queue of a hung peer", BrokenTransports::blocks),
        wrong("reconnect", "does not connect again", BrokenTransports::givesUp),
        wrong("back-off", "connects again at once", BrokenTransports::callsAllTheTime),
        wrong("only-while-open", "delivers after close", BrokenTransports::deliversAfterClose),
        wrong("sender-refuses", "takes too large frames", BrokenTransports::sendsTooLarge),
        wrong("receiver-refuses", "delivers too large frames", BrokenTransports::receivesTooLarge),
        wrong("garbage", "stops listening after garbage", BrokenTransports::diesOfGarbage),
        wrong("close-under-load", "leaks a thread", BrokenTransports::leaksAThread),
        wrong("close-under-load", "goes on listening", BrokenTransports::leaksItsSocket),
        wrong("close-beside-hung-peer", "closes slowly", BrokenTransports::closesSlowly),
        wrong("cycles", "leaks a socket", BrokenTransports::leaksFiles),
        wrong("taken-port", "takes another port", BrokenTransports::startsElsewhere),
        wrong("not-running", "throws before start", BrokenTransports::throwsBeforeStart),
        wrong("forget", "never sends to a forgotten peer", BrokenTransports::bearsAGrudge),
        wrong("forget-closes", "cannot forget", BrokenTransports::cannotForget),
        wrong("counters", "has counters that do not count", BrokenTransports::doesNotCount),
        wrong("listens-from-start", "listens when made", BrokenTransports::listensWhenMade),
        wrong("thread-names", "names no thread", BrokenTransports::hasANamelessThread),
        new WrongBackend<>(
            "provider",
            "has an illegal name",
            new Provider("Plain!", List.of(), PlainTransport::new)),
        new WrongBackend<>(
            "provider",
            "has a key of another's name",
            new Provider(
                "plain",
                List.of(ConfigKey.string("transport.other.key", "")),
                PlainTransport::new)),
        wrong("service", "is not registered", PlainTransport::new));
  }

  @AfterEach
  void cleanUp() {
    Leaks.cleanUp();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongBackends")
  void aRuleFindsAWrongTransport(WrongBackend<TransportProvider> wrong) {
    RuleReport.Result result = result(wrong.rule(), wrong.provider(), SHORT);
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
  }

  @Test
  void aRightTransportPasses() {
    RuleReport report = RuleReport.run(
        TransportRules.all(QUEUE_BYTES),
        () -> new TransportKit(new PlainTransportProvider(), Map.of(), LONG));
    assertThat(report.failed()).as(report.toString()).isEmpty();
    assertThat(report.results())
        .allMatch(result ->
            (result.outcome() == Outcome.UNTESTED) == result.rule().check().isEmpty());
  }

  @Test
  void everyRuleIsBrokenByAWrongTransport() {
    System.out.println(
        WrongBackend.table("Wrong transports, and what finds them:", wrongBackends()));
    assertThat(TransportRules.all(QUEUE_BYTES).stream().map(Rule::name)).doesNotHaveDuplicates();
    assertThat(wrongBackends().stream().map(WrongBackend::rule).distinct())
        .containsExactlyInAnyOrderElementsOf(TransportRules.all(QUEUE_BYTES).stream()
            .filter(rule -> rule.check().isPresent())
            .map(Rule::name)
            .toList());
  }

  private static RuleReport.Result result(
      String name, TransportProvider provider, Duration patience) {
    Optional<Rule<TransportKit>> named = TransportRules.all(QUEUE_BYTES).stream()
        .filter(rule -> rule.name().equals(name))
        .findFirst();
    return RuleReport.run(
            List.of(named.orElseThrow()), () -> new TransportKit(provider, Map.of(), patience))
        .results()
        .get(0);
  }

  private record Provider(
      String name, List<ConfigKey<?>> configKeys, Function<TransportContext, Transport> transport)
      implements TransportProvider {
    @Override
    public Transport create(TransportContext context) {
      return transport.apply(context);
    }
  }
}
