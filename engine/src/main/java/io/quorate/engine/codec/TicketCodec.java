package io.quorate.engine.codec;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.quorate.DecisionResult.Decision;
import io.quorate.HybridTimestamp;
import io.quorate.Proposal;
import io.quorate.engine.codec.wire.Wire;
import io.quorate.engine.ticket.DecisionEntry;
import io.quorate.engine.ticket.TicketEntry;
import java.util.stream.Collectors;

/** The data of tickets and decisions, to and from their stored form. For any thread. */
public final class TicketCodec {
  private TicketCodec() {}

  /**
   * Encodes what opens a ticket.
   *
   * @param ticket what is to be stored
   * @return the data of its entry
   */
  public static byte[] encode(TicketEntry ticket) {
    return wire(ticket).toByteArray();
  }

  static Wire.TicketEntry wire(TicketEntry ticket) {
    Wire.TicketEntry.Builder wire = Wire.TicketEntry.newBuilder()
        .setLifetimeMillis(ticket.lifetimeMillis())
        .setMaxOpen(ticket.maxOpen())
        .setMaxOpenBytes(ticket.maxOpenBytes());
    for (Proposal proposal : ticket.proposals()) {
      wire.addProposals(Wire.TicketProposal.newBuilder()
          .setType(proposal.type())
          .setData(UnsafeByteOperations.unsafeWrap(proposal.data())));
    }
    return wire.build();
  }

  /**
   * Decodes what opens a ticket.
   *
   * @param data of its entry
   * @return what was stored
   * @throws MalformedRecordException if it is none
   */
  public static TicketEntry ticket(byte[] data) throws MalformedRecordException {
    try {
      return ticket(Wire.TicketEntry.parseFrom(data));
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      throw new MalformedRecordException("the ticket is malformed: " + e.getMessage(), e);
    }
  }

  static TicketEntry ticket(Wire.TicketEntry wire) {
    return new TicketEntry(
        wire.getProposalsList().stream()
            .map(p -> new Proposal(p.getType(), p.getData().toByteArray()))
            .collect(Collectors.toList()),
        wire.getLifetimeMillis(),
        wire.getMaxOpen(),
        wire.getMaxOpenBytes());
  }

  /**
   * Encodes a decision.
   *
   * @param decision what is to be stored
   * @return the data of its entry
   */
  public static byte[] encode(DecisionEntry decision) {
    return wire(decision).toByteArray();
  }

  static Wire.DecisionEntry wire(DecisionEntry decision) {
    return Wire.DecisionEntry.newBuilder()
        .setTime(decision.ticket().packedTime())
        .setNode(decision.ticket().nodeId())
        .setDecision(
            switch (decision.decision()) {
              case COMMITTED -> Wire.Decision.DECISION_COMMIT;
              case ROLLED_BACK -> Wire.Decision.DECISION_ROLLBACK;
              case EXPIRED -> Wire.Decision.DECISION_EXPIRE;
            })
        .build();
  }

  /**
   * Decodes a decision.
   *
   * @param data of its entry
   * @return what was stored
   * @throws MalformedRecordException if it is none, or if this version does not know it; then the
   *     partition must not be applied any further by this version
   */
  public static DecisionEntry decision(byte[] data) throws MalformedRecordException {
    try {
      return decision(Wire.DecisionEntry.parseFrom(data));
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      throw new MalformedRecordException("the decision is malformed: " + e.getMessage(), e);
    }
  }

  static DecisionEntry decision(Wire.DecisionEntry wire) {
    Decision decision = switch (wire.getDecision()) {
      case DECISION_COMMIT -> Decision.COMMITTED;
      case DECISION_ROLLBACK -> Decision.ROLLED_BACK;
      case DECISION_EXPIRE -> Decision.EXPIRED;
      case DECISION_UNSPECIFIED, UNRECOGNIZED ->
        throw new IllegalArgumentException("it is unknown to this version");
    };
    return new DecisionEntry(HybridTimestamp.unpack(wire.getTime(), wire.getNode()), decision);
  }
}
