package io.quorate.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** Whatever a server sends, a question ends with an answer or with a sentence. */
class DnsClientProps {
  private static final int HEADER_BYTES = 12;
  private static final Zone ZONE = Zone.withAdditional(
      "_raft._tcp.example. 30 IN SRV 1 2 8001 one.example.",
      "_raft._tcp.example. 30 IN SRV 1 2 8002 two.example.",
      "one.example. 30 IN A 10.0.0.1",
      "two.example. 30 IN AAAA fd00::2");
  private static final Question QUESTION =
      new Question(Name.fromConstantString("_raft._tcp.example."), Type.SRV);

  private static TestDnsServer server;

  @BeforeContainer
  static void start() throws IOException {
    server = TestDnsServer.start();
  }

  @AfterContainer
  static void stop() throws IOException {
    server.close();
  }

  private static Answer ask() throws IOException {
    try (DnsClient client =
        new DnsClient(() -> List.of(server.address()), Duration.ofSeconds(30))) {
      return client.ask(List.of(QUESTION)).get(0);
    }
  }

  @Property(tries = 300)
  void aDamagedAnswerIsNoDanger(
      @ForAll @Size(min = 1, max = 6) List<@IntRange(max = 0xFFFFFF) Integer> changes)
      throws IOException {
    server.use(query -> {
      byte[] bytes = ZONE.wire(query.message(), query.overTcp());
      for (int change : changes) { // behind the header, so that it belongs to the question
        int at = HEADER_BYTES + (change >>> 8) % (bytes.length - HEADER_BYTES);
        bytes[at] = (byte) change;
      }
      query.reply(bytes);
      ZONE.answer(query);
    });
    Answer answer = ask();
    assertThat(answer.problem()).isEmpty();
    assertThat(answer.records()).allSatisfy(record -> {
      assertThat(record.getType()).isEqualTo(Type.SRV);
      assertThat(record.getName()).isEqualTo(QUESTION.name());
    });
  }

  @Property(tries = 300)
  void neitherIsWhatIsNoAnswerAtAll(@ForAll @Size(max = 600) byte[] bytes) throws IOException {
    server.use(query -> {
      byte[] tail = bytes.clone();
      if (tail.length > 1) { // the right id makes it interesting
        int id = query.message().getHeader().getID();
        tail[0] = (byte) (id >> 8);
        tail[1] = (byte) id;
      }
      query.reply(tail);
      ZONE.answer(query);
    });
    assertThat(ask().problem()).isEmpty();
  }
}
