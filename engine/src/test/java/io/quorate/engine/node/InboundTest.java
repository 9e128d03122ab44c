package io.quorate.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.HybridLogicalClock;
import io.quorate.HybridTimestamp;
import io.quorate.NodeAddress;
import io.quorate.RaftConfiguration;
import io.quorate.engine.codec.FrameHeader;
import io.quorate.engine.codec.OutgoingFrame;
import io.quorate.engine.system.FormationRecord;
import io.quorate.engine.system.Member;
import io.quorate.engine.system.Membership;
import io.quorate.engine.system.StoreId;
import io.quorate.engine.system.SystemMessage.HelloRefusal;
import io.quorate.engine.system.SystemMessage.HelloRefused;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class InboundTest {
  private final FakeEnvironment environment = new FakeEnvironment();
  private final NodeContext context = new NodeContext(
      NodeSettings.of(
          RaftConfiguration.builder()
              .withoutAmbientSources()
              .nodeId(1)
              .port(8001)
              .dataDirectory(Path.of("unused"))
              .build(),
          2),
      environment,
      null,
      null,
      null,
      NodeObserver.NONE,
      new HybridLogicalClock(
          1, environment::wallMillis, Duration.ofMinutes(1), HybridTimestamp.ZERO),
      Optional.empty(),
      failure -> {});
  private final Inbound inbound =
      new Inbound(context, new PartitionLoop[] {new PartitionLoop(context, 0)});

  private void receive(int from, int times) {
    for (int i = 0; i < times; i++) {
      OutgoingFrame frame = new OutgoingFrame(4096);
      frame.add(new HelloRefused(HelloRefusal.OTHER, "no"));
      inbound.onFrame(
          "",
          frame.encode(new FrameHeader(
              Optional.empty(), from, OptionalInt.empty(), 9, new NodeAddress("h", 1))));
    }
  }

  @Test
  void aFloodFromStrangersIsCutOffAndLeavesRoomForMembers() {
    FormationRecord record = FormationRecord.of(
        List.of(new Member(1, new StoreId(1, 1)), new Member(2, new StoreId(2, 2))), 8);
    context.formed(record);
    context.membership(Membership.of(record));

    receive(77, 1_000);
    int strangers = Inbound.MAX_WAITING_SYSTEM / 2;
    assertThat(context.counters.snapshot())
        .containsEntry("messages.system.shed", 1_000L - strangers);

    receive(2, 1);
    assertThat(context.counters.snapshot())
        .containsEntry("messages.system.shed", 1_000L - strangers);
    receive(2, 1_000);
    assertThat(context.counters.snapshot())
        .containsEntry("messages.system.shed", 2_001L - Inbound.MAX_WAITING_SYSTEM);
  }
}
