package io.quorate.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.sim.tck.transport.Await;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Servers that answer well, badly, late or not at all. */
@Timeout(60)
class DnsClientTest {
  /** Long enough that nothing ends by it that ends otherwise. */
  private static final Duration PATIENCE = Duration.ofSeconds(50);

  /** For what ends by the limit of time, after something has been heard on a busy machine. */
  private static final Duration SOME = Duration.ofSeconds(2);

  /** For a server to be asked again, or the next one, with time left for the answer. */
  private static final Duration SEVERAL = Duration.ofSeconds(8);

  /** For servers that stay silent. */
  private static final Duration SHORT = Duration.ofMillis(50);

  private static final Zone ZONE = Zone.of(
      "raft.example. 30 IN A 10.0.0.1",
      "raft.example. 20 IN A 10.0.0.2",
      "raft.example. 40 IN AAAA fd00::1",
      "alias.example. 10 IN CNAME other.example.",
      "other.example. 60 IN CNAME raft.example.",
      "dangling.example. 60 IN CNAME nowhere.example.",
      "circle.example. 60 IN CNAME circle.example.");

  private TestDnsServer server;
  private TestDnsServer second;

  @BeforeEach
  void start() throws IOException {
    server = TestDnsServer.start();
    second = TestDnsServer.start();
    server.use(ZONE);
    second.use(ZONE);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    second.close();
  }

  private DnsClient client(Duration timeout, TestDnsServer... servers) {
    List<InetSocketAddress> addresses =
        List.of(servers).stream().map(TestDnsServer::address).toList();
    return new DnsClient(() -> addresses, timeout);
  }

  private static Question question(String name, int type) {
    return new Question(Name.fromConstantString(name + "."), type);
  }

  private static final Question RAFT = question("raft.example", Type.A);

  private Answer ask(Question question, Duration timeout, TestDnsServer... servers)
      throws IOException {
    try (DnsClient client = client(timeout, servers)) {
      return client.ask(List.of(question)).get(0);
    }
  }

  private static void assertBoth(Answer answer) {
    assertThat(answer.problem()).isEmpty();
    assertThat(addresses(answer)).containsExactlyInAnyOrder("10.0.0.1", "10.0.0.2");
  }

  private static List<String> addresses(Answer answer) {
    return answer.records().stream()
        .map(record -> ((ARecord) record).getAddress().getHostAddress())
        .toList();
  }

  private static void fails(TestDnsServer.Query query, int code) {
    Message answer = Zone.of().message(query.message());
    answer.getHeader().setRcode(code);
    query.reply(answer.toWire());
  }

  // ---- what servers say

  @Test
  void recordsAreFoundWithTheShortestTimeToLive() throws IOException {
    Answer answer = ask(RAFT, PATIENCE, server);
    assertBoth(answer);
    assertThat(answer.ttlSeconds()).isEqualTo(20);
  }

  @Test
  void severalQuestionsAreAskedAtOnceAndAnsweredInOrder() throws IOException {
    List<TestDnsServer.Query> waiting = new ArrayList<>();
    server.use(query -> {
      waiting.add(query);
      if (waiting.size() == 3) { // nothing is answered before everything has been asked
        for (TestDnsServer.Query one : waiting) {
          ZONE.answer(one);
        }
      }
    });
    List<Question> questions =
        List.of(RAFT, question("raft.example", Type.AAAA), question("nobody.example", Type.A));
    try (DnsClient client = client(PATIENCE, server)) {
      List<Answer> answers = client.ask(questions);
      assertThat(answers).extracting(Answer::question).isEqualTo(questions);
      assertThat(answers).extracting(answer -> answer.records().size()).containsExactly(2, 1, 0);
      assertThat(client.ask(List.of())).isEmpty();
    }
  }

  @Test
  void noSuchNameIsAnAnswerAndSoIsNoSuchRecord() throws IOException {
    Answer none = ask(question("nobody.example", Type.A), PATIENCE, server, second);
    assertThat(none.problem()).isEmpty();
    assertThat(none.records()).isEmpty();
    assertThat(none.nameExists()).isFalse();
    Answer empty = ask(question("raft.example", Type.SRV), PATIENCE, server, second);
    assertThat(empty.problem()).isEmpty();
    assertThat(empty.records()).isEmpty();
    assertThat(empty.nameExists()).isTrue();
    assertThat(second.heard()).isEmpty();
  }

  @Test
  void aliasesAreFollowedByTheServerOrByUs() throws IOException {
    Answer followed = ask(question("alias.example", Type.A), PATIENCE, server);
    assertBoth(followed);
    assertThat(followed.ttlSeconds()).isEqualTo(10);
    assertThat(server.heard()).containsExactly("alias.example. A udp");

    server.use(Zone.ofAliasesNotFollowed(
        "alias.example. 10 IN CNAME other.example.",
        "other.example. 60 IN CNAME raft.example.",
        "raft.example. 30 IN A 10.0.0.1",
        "raft.example. 30 IN A 10.0.0.2"));
    Answer asked = ask(question("alias.example", Type.A), PATIENCE, server);
    assertBoth(asked);
    assertThat(asked.ttlSeconds()).isEqualTo(10);
    assertThat(asked.question()).isEqualTo(question("alias.example", Type.A));
  }

  @Test
  void anAliasOfNothingIsNothing() throws IOException {
    Answer answer = ask(question("dangling.example", Type.A), PATIENCE, server);
    assertThat(answer.problem()).isEmpty();
    assertThat(answer.records()).isEmpty();
    assertThat(answer.nameExists()).isFalse();
    assertThat(ask(question("alias.example", Type.SRV), PATIENCE, server).records())
        .isEmpty();
  }

  @Test
  void aCircleOfAliasesEnds() throws IOException {
    assertThat(ask(question("circle.example", Type.A), PATIENCE, server).problem())
        .contains("circle.example A: more than 8 aliases follow one another, the last is"
            + " circle.example");
    server.use(Zone.ofAliasesNotFollowed("circle.example. 60 IN CNAME circle.example."));
    assertThat(ask(question("circle.example", Type.A), SHORT, server).records()).isEmpty();
  }

  // ---- servers in trouble

  @Test
  void whoCannotAnswerIsNotWaitedFor() throws IOException {
    server.use(query -> fails(query, Rcode.SERVFAIL));
    assertBoth(ask(RAFT, PATIENCE, server, second));
    second.use(query -> fails(query, Rcode.REFUSED));
    assertThat(ask(RAFT, PATIENCE, server, second).problem().orElseThrow())
        .isEqualTo("raft.example A: 127.0.0.1 port " + server.address().getPort()
            + ": SERVFAIL, 127.0.0.1 port " + second.address().getPort() + ": REFUSED");
  }

  @Test
  void whereNobodyListensTheNextIsAsked() throws Exception {
    server.close();
    assertBoth(ask(RAFT, PATIENCE, server, second));
    second.close();
    assertThat(ask(RAFT, PATIENCE, server, second).problem().orElseThrow())
        .startsWith("raft.example A: 127.0.0.1 port")
        .contains("nobody listens")
        .doesNotContain("no answer");
  }

  @Test
  void whoIsSilentIsAskedTwiceAndNotWaitedForAlone() throws IOException {
    server.use(query -> {});
    assertBoth(ask(RAFT, SEVERAL, server, second));
    assertThat(ask(RAFT, SHORT, server).problem().orElseThrow())
        .isEqualTo("raft.example A: 127.0.0.1 port " + server.address().getPort()
            + ": no answer within 50 ms");
  }

  @Test
  void aLostDatagramIsSentAgain() throws IOException {
    server.use(query -> {
      if (server.heard().size() > 1) {
        ZONE.answer(query);
      }
    });
    assertBoth(ask(RAFT, SEVERAL, server));
  }

  @Test
  void aSlowAnswerIsTakenWhileOthersAreAsked() throws IOException {
    AtomicReference<TestDnsServer.Query> first = new AtomicReference<>();
    server.use(first::set);
    second.use(query -> ZONE.answer(first.get())); // the first answers when the second is asked
    assertBoth(ask(RAFT, SEVERAL, server, second));
  }

  @Test
  void withoutAServerNothingIsKnown() throws IOException {
    assertThat(ask(RAFT, PATIENCE).problem()).contains("raft.example A: no server is known");
  }

  @Test
  void anAddressThatCannotBeUsedIsNoEndOfIt() throws IOException {
    InetSocketAddress unusable = new InetSocketAddress("255.255.255.255", 53);
    try (DnsClient client = new DnsClient(() -> List.of(unusable, second.address()), PATIENCE)) {
      assertBoth(client.ask(List.of(RAFT)).get(0));
    }
  }

  // ---- what else may come

  @Test
  void garbageIsIgnored() throws IOException {
    server.use(query -> {
      query.reply(new byte[0]);
      query.reply(new byte[] {1, 2, 3});
      query.reply(new byte[600]);
      ZONE.answer(query);
    });
    assertBoth(ask(RAFT, PATIENCE, server));
    server.use(query -> query.reply(new byte[] {1, 2, 3}));
    assertThat(ask(RAFT, SOME, server).problem().orElseThrow())
        .endsWith("no answer within 2000 ms, what came cannot be read");
  }

  @Test
  void whatAnswersAnotherQuestionIsIgnored() throws IOException {
    Zone forged = Zone.of("raft.example. 30 IN A 6.6.6.6", "evil.example. 30 IN A 6.6.6.6");
    server.use(query -> {
      Message otherId = forged.message(query.message());
      otherId.getHeader().setID(query.message().getHeader().getID() ^ 1);
      query.reply(otherId.toWire());
      Message otherName =
          Message.newQuery(Record.newRecord(Name.fromConstantString("evil.example."), Type.A, 1));
      otherName.getHeader().setID(query.message().getHeader().getID());
      query.reply(forged.message(otherName).toWire());
      query.reply(query.message().toWire()); // an echo is no answer
      ZONE.answer(query);
    });
    assertBoth(ask(RAFT, PATIENCE, server));
  }

  @Test
  void recordsOfOtherNamesAreNotTaken() throws IOException {
    server.use(query -> {
      Message answer = ZONE.message(query.message());
      answer.addRecord(
          new ARecord(
              Name.fromConstantString("evil.example."), 1, 30, InetAddress.getByName("6.6.6.6")),
          1);
      query.reply(answer.toWire());
    });
    assertBoth(ask(RAFT, PATIENCE, server));
  }

  @Test
  void namesAreComparedWithoutRegardToCase() throws IOException {
    assertBoth(ask(question("RAFT.Example", Type.A), PATIENCE, server));
  }

  // ---- long answers

  private static final Question SERVICE = question("_raft._tcp.example", Type.SRV);

  @Test
  void anAnswerThatWasCutOffIsAskedForOverTcp() throws IOException {
    server.use(Zone.ofManyMembers(1000));
    Answer answer = ask(SERVICE, PATIENCE, server);
    assertThat(answer.problem()).isEmpty();
    assertThat(answer.records()).hasSize(1000);
    assertThat(server.heard())
        .containsExactly("_raft._tcp.example. SRV udp", "_raft._tcp.example. SRV tcp");
  }

  @Test
  void withoutTcpAPartIsBetterThanNothing() throws Exception {
    server.use(Zone.ofManyMembers(100));
    server.refuseTcp();
    Answer part = ask(SERVICE, PATIENCE, server);
    assertThat(part.records()).isNotEmpty();
    assertThat(part.records().size()).isLessThan(100);
    assertThat(part.problem().orElseThrow())
        .startsWith("_raft._tcp.example SRV: the answer was cut off, and no whole one came: ")
        .contains("refused")
        .contains("(asked over TCP)");
    second.use(Zone.ofManyMembers(100));
    assertThat(ask(SERVICE, PATIENCE, server, second).records()).hasSize(100);
  }

  @Test
  void aConnectionThatEndsOrSaysNonsenseIsTrouble() throws IOException {
    Zone many = Zone.ofManyMembers(100);
    server.use(query -> {
      if (query.overTcp()) {
        server.dropConnections();
      } else {
        many.answer(query);
      }
    });
    assertThat(ask(SERVICE, PATIENCE, server).problem().orElseThrow()).contains("(asked over TCP)");
    server.use(query -> {
      if (query.overTcp()) {
        query.reply(new byte[] {1, 2, 3});
      } else {
        many.answer(query);
      }
    });
    assertThat(ask(SERVICE, PATIENCE, server).problem().orElseThrow())
        .endsWith("what came over the connection is no answer (asked over TCP)");
    server.use(query -> {
      if (query.overTcp()) {
        fails(query, Rcode.SERVFAIL);
      } else {
        many.answer(query);
      }
    });
    assertThat(ask(SERVICE, PATIENCE, server).problem().orElseThrow())
        .endsWith("SERVFAIL (asked over TCP)");
  }

  @Test
  void aSilentConnectionHoldsUpNothing() throws IOException {
    Zone many = Zone.ofManyMembers(100);
    server.use(query -> {
      if (!query.overTcp()) {
        many.answer(query);
      }
    });
    second.use(many);
    assertThat(ask(SERVICE, SEVERAL, server, second).records()).hasSize(100);
    assertThat(ask(SERVICE, SOME, server).records()).isNotEmpty();
  }

  // ---- families, and the end

  @Test
  void aServerMayHaveAnAddressOfVersion6() throws Exception {
    InetAddress loopback = InetAddress.getByName("::1");
    try (DatagramSocket probe = new DatagramSocket(0, loopback)) {
      assertThat(probe.isBound()).isTrue();
    } catch (IOException e) {
      Assumptions.abort("this machine has no IPv6: " + e);
    }
    try (TestDnsServer six = TestDnsServer.start(loopback)) {
      six.use(Zone.ofManyMembers(100));
      assertThat(ask(SERVICE, PATIENCE, six).records()).hasSize(100);
    }
  }

  private CompletableFuture<List<Answer>> askAside(DnsClient client, AtomicReference<Thread> who) {
    CompletableFuture<List<Answer>> answers = new CompletableFuture<>();
    Thread thread = new Thread(
        () -> {
          try {
            answers.complete(client.ask(List.of(RAFT)));
          } catch (IOException | RuntimeException e) {
            answers.completeExceptionally(e);
          }
        },
        "asks");
    thread.setDaemon(true);
    who.set(thread);
    thread.start();
    Await.until(PATIENCE, () -> "the server is asked", () -> !server.heard().isEmpty());
    return answers;
  }

  @Test
  void closingEndsWhatIsUnderWay() throws Exception {
    server.use(query -> {});
    DnsClient client = client(Duration.ofHours(1), server);
    CompletableFuture<List<Answer>> answers = askAside(client, new AtomicReference<>());
    client.close();
    client.close();
    assertThatThrownBy(() -> answers.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .hasRootCauseInstanceOf(IOException.class)
        .hasRootCauseMessage("this discovery is closed");
    assertThatThrownBy(() -> client.ask(List.of(RAFT)))
        .isInstanceOf(IOException.class)
        .hasMessage("this discovery is closed");
  }

  @Test
  void anInterruptEndsWhatIsUnderWay() throws Exception {
    server.use(query -> {});
    try (DnsClient client = client(Duration.ofHours(1), server)) {
      AtomicReference<Thread> thread = new AtomicReference<>();
      CompletableFuture<List<Answer>> answers = askAside(client, thread);
      thread.get().interrupt();
      assertThatThrownBy(
              () -> answers.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join())
          .isInstanceOf(CompletionException.class)
          .hasRootCauseInstanceOf(InterruptedIOException.class);
    }
  }
}
