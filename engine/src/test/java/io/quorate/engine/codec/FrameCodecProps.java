package io.quorate.engine.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.NodeAddress;
import io.quorate.engine.raft.Message;
import io.quorate.engine.raft.Message.Refusal;
import io.quorate.engine.system.FormationRecord;
import io.quorate.engine.system.Member;
import io.quorate.engine.system.StoreId;
import io.quorate.engine.system.SystemMessage;
import io.quorate.engine.system.SystemMessage.Claimant;
import io.quorate.engine.system.SystemMessage.Hello;
import io.quorate.engine.system.SystemMessage.HelloRefusal;
import io.quorate.engine.system.SystemMessage.HelloRefused;
import io.quorate.engine.system.SystemMessage.IdentityConflict;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class FrameCodecProps {

  @Property(tries = 100)
  void everyFrameComesBackAsItWas(
      @ForAll("envelopes") List<Envelope> groups,
      @ForAll("systemMessages") List<SystemMessage> system)
      throws MalformedFrameException {
    Frame frame = TestFrames.decode(TestFrames.encode(groups, system));

    assertThat(TestFrames.comparable(frame.groups())).isEqualTo(TestFrames.comparable(groups));
    assertThat(frame.system()).isEqualTo(system);
    assertThat(frame.skipped()).isEqualTo(Frame.Skipped.NOTHING);
  }

  @Provide
  Arbitrary<List<Envelope>> envelopes() {
    Arbitrary<Integer> partitions = Arbitraries.integers().greaterOrEqual(0);
    return partitions
        .flatMap(p -> messages(p).map(m -> new Envelope(p, m)))
        .list()
        .ofMaxSize(20);
  }

  private static Arbitrary<Message> messages(int partition) {
    Arbitrary<Long> terms = Arbitraries.longs().greaterOrEqual(1);
    Arbitrary<Long> indexes = Arbitraries.longs().greaterOrEqual(0);
    Arbitrary<Long> any = Arbitraries.longs();
    Arbitrary<Refusal> refusals = Arbitraries.of(Refusal.class);
    Arbitrary<Refusal> maybe = refusals.injectNull(0.3);
    return Arbitraries.oneOf(
        Combinators.combine(terms, indexes)
            .as((t, i) -> new Message.PreVoteRequest(t, i, i == 0 ? 0 : t)),
        Combinators.combine(terms, maybe).as(Message.PreVoteResponse::new),
        Combinators.combine(terms, indexes, Arbitraries.of(true, false))
            .as((t, i, transfer) -> new Message.VoteRequest(t, i, i == 0 ? 0 : 1, transfer)),
        Combinators.combine(terms, maybe).as(Message.VoteResponse::new),
        Combinators.combine(terms, indexes, any).as(Message.AppendAccepted::new),
        Combinators.combine(terms, refusals, indexes, indexes, indexes, any)
            .as(Message.AppendRefused::new),
        terms.map(Message.TimeoutNow::new),
        Combinators.combine(terms, terms).as(Message.ConfirmRequest::new),
        Combinators.combine(terms, terms, maybe).as(Message.ConfirmResponse::new),
        Combinators.combine(terms, any).as(Message.ReadIndexRequest::new),
        Combinators.combine(terms, any, indexes, maybe).as(Message.ReadIndexResponse::new),
        Combinators.combine(terms, terms, any)
            .as((t, i, sentAt) -> new Message.SnapshotOffer(t, i, t, sentAt)),
        appends(partition));
  }

  private static Arbitrary<Message> appends(int partition) {
    Arbitrary<List<Integer>> steps =
        Arbitraries.of(0, 0, 0, 1, 1_000_000).list().ofMaxSize(30);
    return Combinators.combine(
            Arbitraries.longs().between(0, Long.MAX_VALUE - 100),
            Arbitraries.longs().between(1, Long.MAX_VALUE / 2),
            steps,
            Arbitraries.longs().greaterOrEqual(0),
            Arbitraries.longs())
        .as((prev, firstTerm, growth, commit, sentAt) -> {
          long term = firstTerm;
          long[] terms = new long[growth.size()];
          for (int i = 0; i < terms.length; i++) {
            term += growth.get(i);
            terms[i] = term;
          }
          return new Message.AppendRequest(
              term,
              prev,
              prev == 0 ? 0 : firstTerm,
              commit,
              sentAt,
              TestFrames.entries(partition, prev + 1, terms));
        });
  }

  @Provide
  Arbitrary<List<SystemMessage>> systemMessages() {
    return Arbitraries.oneOf(hellos(), conflicts(), refusals()).list().ofMaxSize(5);
  }

  private static Arbitrary<SystemMessage> hellos() {
    // Node and process are those of the header.
    Arbitrary<Member> members = stores().map(s -> new Member(TestFrames.HEADER.from(), s));
    return Combinators.combine(
            members,
            Arbitraries.just(TestFrames.HEADER.advertised()),
            Arbitraries.integers().greaterOrEqual(1).optional(),
            Arbitraries.integers().greaterOrEqual(1),
            formations().optional(),
            Arbitraries.longs(),
            Arbitraries.longs().optional(),
            addresses().optional())
        .as((member, advertised, expected, partitions, formation, nonce, echo, dialled) ->
            new Hello(
                member,
                TestFrames.HEADER.bootId(),
                advertised,
                expected.map(OptionalInt::of).orElse(OptionalInt.empty()),
                nonce % 8 == 1,
                partitions,
                formation,
                formation.isPresent() && nonce % 2 == 0,
                formation.filter(record -> nonce % 4 == 0).map(TestFrames::changed),
                nonce,
                echo.map(OptionalLong::of).orElse(OptionalLong.empty()),
                dialled));
  }

  private static Arbitrary<SystemMessage> conflicts() {
    return Combinators.combine(
            Arbitraries.integers().greaterOrEqual(1),
            stores(),
            Arbitraries.longs().list().ofSize(2).uniqueElements(),
            addresses(),
            addresses())
        .as((node, store, boots, one, other) -> new IdentityConflict(
            new Member(node, store),
            new Claimant(boots.get(0), one),
            new Claimant(boots.get(1), other)));
  }

  private static Arbitrary<SystemMessage> refusals() {
    return Combinators.combine(
            Arbitraries.of(HelloRefusal.class),
            Arbitraries.strings().withCharRange(' ', '\ud7ff').ofMaxLength(300))
        .as(HelloRefused::new);
  }

  private static Arbitrary<FormationRecord> formations() {
    return Combinators.combine(
            stores().list().ofMinSize(1).ofMaxSize(7).uniqueElements(),
            Arbitraries.integers().greaterOrEqual(1))
        .as((stores, partitions) -> {
          List<Member> members = new ArrayList<>();
          stores.forEach(s -> members.add(new Member(members.size() + 1, s)));
          return FormationRecord.of(members, partitions);
        });
  }

  private static Arbitrary<StoreId> stores() {
    return Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(StoreId::new);
  }

  private static Arbitrary<NodeAddress> addresses() {
    return Combinators.combine(
            Arbitraries.strings()
                .alpha()
                .numeric()
                .withChars('.', '-', ':')
                .ofMinLength(1)
                .ofMaxLength(255),
            Arbitraries.integers().between(1, 65535))
        .as(NodeAddress::new);
  }
}
