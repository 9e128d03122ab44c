package io.quorate.engine.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.DecisionResult.Decision;
import io.quorate.HybridTimestamp;
import io.quorate.Proposal;
import io.quorate.engine.ticket.DecisionEntry;
import io.quorate.engine.ticket.TicketEntry;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

class TicketCodecProps {
  @Provide
  Arbitrary<List<Proposal>> proposals() {
    return Combinators.combine(
            Arbitraries.strings().ofMaxLength(20),
            Arbitraries.bytes().array(byte[].class).ofMaxSize(50))
        .as(Proposal::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(5);
  }

  @Property
  void aTicketComesBack(
      @ForAll("proposals") List<Proposal> proposals,
      @ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long lifetime)
      throws MalformedRecordException {
    TicketEntry back = TicketCodec.ticket(
        TicketCodec.encode(new TicketEntry(proposals, lifetime, lifetime / 2, lifetime / 3)));
    assertThat(back.lifetimeMillis()).isEqualTo(lifetime);
    assertThat(back.maxOpen()).isEqualTo(lifetime / 2);
    assertThat(back.maxOpenBytes()).isEqualTo(lifetime / 3);
    assertThat(back.proposals()).hasSameSizeAs(proposals);
    for (int i = 0; i < proposals.size(); i++) {
      assertThat(back.proposals().get(i).type()).isEqualTo(proposals.get(i).type());
      assertThat(back.proposals().get(i).data()).isEqualTo(proposals.get(i).data());
    }
  }

  @Property
  void aDecisionComesBack(
      @ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long time,
      @ForAll @LongRange(min = 0, max = Integer.MAX_VALUE) long node,
      @ForAll Decision decision)
      throws MalformedRecordException {
    DecisionEntry entry = new DecisionEntry(HybridTimestamp.unpack(time, (int) node), decision);
    assertThat(TicketCodec.decision(TicketCodec.encode(entry))).isEqualTo(entry);
  }

  /** Nothing but a record that is understood, or its refusal. */
  @Property
  void whateverTheBytesAreNothingElseIsThrown(@ForAll byte[] bytes) {
    try {
      TicketCodec.ticket(bytes);
    } catch (MalformedRecordException e) {
      assertThat(e).hasMessageStartingWith("the ticket is malformed: ");
    }
    try {
      TicketCodec.decision(bytes);
    } catch (MalformedRecordException e) {
      assertThat(e).hasMessageStartingWith("the decision is malformed: ");
    }
  }

  @Example
  void aDecisionOfALaterVersionIsRefused() {
    assertThatThrownBy(() -> TicketCodec.decision(new byte[] {0x18, 9}))
        .hasMessage("the decision is malformed: it is unknown to this version");
  }
}
