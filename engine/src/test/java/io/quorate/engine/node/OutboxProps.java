package io.quorate.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.HybridTimestamp;
import io.quorate.NodeAddress;
import io.quorate.engine.codec.EntryCodec;
import io.quorate.engine.codec.Envelope;
import io.quorate.engine.codec.Frame;
import io.quorate.engine.codec.FrameDecoder;
import io.quorate.engine.codec.FrameLimits;
import io.quorate.engine.codec.MalformedFrameException;
import io.quorate.engine.raft.Draft;
import io.quorate.engine.raft.EntryKind;
import io.quorate.engine.raft.Message;
import io.quorate.spi.EntryRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * What a turn says. A message that is lost without being counted, that overtakes another one, or
 * that goes to the wrong peer, is a fault that only the network may have.
 */
class OutboxProps {
  private static final int UNKNOWN = 4;

  /** Records of some sizes, made once: of one byte, of a third of a frame, and of more than one. */
  private static final List<EntryRecord> RECORDS =
      List.of(record(1), record(1_500_000), record(25_500_000));

  /** A message of about so many bytes, or the end of the turn. */
  record Step(int to, int partition, int size, boolean flush) {}

  private record Text(byte[] data) implements Draft {
    @Override
    public EntryKind kind() {
      return EntryKind.COMMAND;
    }

    @Override
    public String type() {
      return "";
    }
  }

  private static EntryRecord record(int size) {
    return new EntryCodec(3, () -> HybridTimestamp.ZERO).encode(1, 1, new Text(new byte[size]));
  }

  @Property(tries = 30)
  void everyPeerHearsInOrderWhatWasSaidToItAndTheRestIsCounted(@ForAll("steps") List<Step> steps)
      throws MalformedFrameException {
    TestContext test = new TestContext();
    TreeMap<Integer, NodeAddress> addresses = new TreeMap<>();
    for (int node = 2; node < UNKNOWN; node++) {
      addresses.put(node, new NodeAddress("node-" + node, 1));
    }
    test.context.addresses(addresses);
    Outbox outbox = new Outbox(test.context);
    TreeMap<NodeAddress, List<Long>> said = new TreeMap<>();
    long tooLarge = 0;
    boolean toNobody = false;
    long number = 0;
    for (Step step : steps) {
      number++;
      outbox.add(step.to(), 3, message(number, step.size()));
      if (step.size() == 2) {
        tooLarge++;
      } else if (step.to() == UNKNOWN) {
        toNobody = true;
      } else {
        said.computeIfAbsent(addresses.get(step.to()), to -> new ArrayList<>()).add(number);
      }
      if (step.flush()) {
        outbox.flush();
      }
    }
    outbox.flush();
    int frames = test.sent.size();
    outbox.flush();
    assertThat(test.sent).as("nothing is said twice").hasSize(frames);
    assertThat(heard(test)).isEqualTo(said);
    long unsent = test.context.counters.snapshot().get("messages.unsent");
    assertThat(unsent).isGreaterThanOrEqualTo(tooLarge + (toNobody ? 1 : 0));
    assertThat(test.context.counters.snapshot().get("frames.sent")).isEqualTo(frames);
  }

  private static Message message(long number, int size) {
    return size == 0
        ? new Message.TimeoutNow(number)
        : new Message.AppendRequest(number, 0, 0, 0, 0, List.of(RECORDS.get(size)));
  }

  private static TreeMap<NodeAddress, List<Long>> heard(TestContext test)
      throws MalformedFrameException {
    int maxBytes = FrameLimits.MAX_FRAME_BYTES;
    TreeMap<NodeAddress, List<Long>> heard = new TreeMap<>();
    for (TestContext.Sent sent : test.sent) {
      assertThat(sent.frame().remaining()).isLessThanOrEqualTo(maxBytes);
      Frame frame = new FrameDecoder(maxBytes).decode(sent.frame());
      assertThat(frame.skipped()).isEqualTo(Frame.Skipped.NOTHING);
      assertThat(new NodeAddress("node-" + frame.header().to().orElseThrow(), 1))
          .as("the header names the peer to which it goes")
          .isEqualTo(sent.to());
      for (Envelope envelope : frame.groups()) {
        assertThat(envelope.partition()).isEqualTo(3);
        heard
            .computeIfAbsent(sent.to(), to -> new ArrayList<>())
            .add(envelope.message().term());
      }
    }
    return heard;
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.integers().between(2, UNKNOWN),
            Arbitraries.integers().between(1, 5),
            Arbitraries.of(0, 0, 0, 1, 1, 2),
            Arbitraries.of(true, false, false, false, false))
        .as(Step::new)
        .list()
        .ofMaxSize(15);
  }
}
