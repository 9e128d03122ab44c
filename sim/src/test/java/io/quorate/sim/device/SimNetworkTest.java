package io.quorate.sim.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.sim.schedule.Knobs;
import io.quorate.sim.schedule.Profile;
import io.quorate.sim.schedule.Schedule;
import io.quorate.sim.world.Mark;
import io.quorate.sim.world.World;
import io.quorate.spi.Transport;
import io.quorate.spi.TransportException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SimNetworkTest {
  private static final int FRAMES = 300;
  private static final long MILLI = 1_000_000;
  private static final List<Integer> ALL = IntStream.range(0, FRAMES).boxed().toList();

  private final World world = new World(1);
  private final Knobs knobs = quiet();
  private final SimNetwork network = new SimNetwork(world, knobs);
  private final SimProcess sender = new SimProcess(world, 1, 1);
  private final SimProcess receiver = new SimProcess(world, 2, 1);
  private final Transport from = network.transport(sender);
  private final Transport to = network.transport(receiver);
  private final List<Integer> received = new ArrayList<>();

  /** Several nodes, frames in order, nothing lost. */
  private static Knobs quiet() {
    for (long seed = 1; ; seed++) {
      Knobs knobs = Schedule.random(seed, Profile.QUIET).knobs();
      if (knobs.nodes() >= 3 && knobs.netOrdered() && knobs.netQueueBytes() > 1 << 20) {
        return knobs;
      }
    }
  }

  @BeforeEach
  void start() throws TransportException {
    from.start((hint, frame) -> {});
    to.start((hint, frame) -> received.add(frame.getInt()));
  }

  private Transport.Admission send(int number) {
    return from.send(
        SimNetwork.address(2), ByteBuffer.allocate(Integer.BYTES).putInt(number).flip());
  }

  private void sendAll() {
    ALL.forEach(this::send);
  }

  private void settle() {
    world.runUntil(world.now() + 60_000 * MILLI);
  }

  @Test
  void framesArriveLaterAndInOrder() {
    sendAll();
    assertThat(received).isEmpty();
    settle();
    assertThat(received).isEqualTo(ALL);
  }

  @Test
  void lostFramesAreLostAndTheOthersArriveInOrder() {
    network.link(1, 2).addLoss(500);
    sendAll();
    settle();
    assertThat(received).hasSizeBetween(FRAMES / 3, 2 * FRAMES / 3).isSorted();
    assertThat(world.counters().get(Mark.LOST)).isEqualTo(FRAMES - received.size());
  }

  @Test
  void duplicatesComeAsCopiesOfTheirOwn() {
    network.link(1, 2).addDuplicate(1000);
    sendAll();
    settle();
    assertThat(received).hasSize(2 * FRAMES).containsAll(ALL);
  }

  @Test
  void framesOvertakeOneAnother() {
    network.link(1, 2).addReorder(500);
    for (int number : ALL) {
      send(number);
      world.runUntil(world.now() + knobs.netMin() * 100);
    }
    settle();
    assertThat(received).hasSize(FRAMES).containsAll(ALL).isNotEqualTo(ALL);
  }

  @Test
  void aDelayIsAddedAndTakenOffAgain() {
    network.link(1, 2).addDelay(10_000 * MILLI);
    sendAll();
    world.runUntil(knobs.netMax() * 1000 + 1);
    assertThat(received).hasSizeLessThan(FRAMES / 2);
    settle();
    network.link(1, 2).addDelay(-10_000 * MILLI);
    received.clear();
    long before = world.now();
    sendAll();
    world.runUntil(before + knobs.netMax() * 1000 + 1);
    assertThat(received).isEqualTo(ALL);
  }

  @Test
  void aPartitionStopsOneDirectionAndWhatIsOnItsWay() {
    send(1);
    network.link(1, 2).block(1);
    send(2);
    settle();
    assertThat(received).isEmpty();
    assertThat(world.counters().get(Mark.BLOCKED)).isEqualTo(2);

    network.link(1, 2).block(1); // two faults at once
    network.link(1, 2).block(-1);
    send(3);
    network.link(1, 2).block(-1);
    send(4);
    settle();
    assertThat(received).containsExactly(4);
  }

  @Test
  void aDeadReceiverGetsNothingAndItsSuccessorDoes() throws TransportException {
    send(1);
    receiver.kill();
    settle();
    assertThat(received).isEmpty();

    Transport next = network.transport(new SimProcess(world, 2, 2));
    next.start((hint, frame) -> received.add(-frame.getInt()));
    send(2);
    settle();
    assertThat(received).containsExactly(-2);
  }

  @Test
  void aPausedReceiverGetsItsBacklogWhenItGoesOn() {
    receiver.pause();
    sendAll();
    settle();
    assertThat(received).isEmpty();
    assertThat(receiver.resume()).isEqualTo(FRAMES);
    settle();
    assertThat(received).isEqualTo(ALL);
  }

  @Test
  void aDeadOrClosedSenderSendsNothing() {
    from.close();
    assertThat(send(1)).isEqualTo(Transport.Admission.CLOSED);
    sender.kill();
    assertThat(send(2)).isEqualTo(Transport.Admission.CLOSED);
    settle();
    assertThat(received).isEmpty();
  }

  @Test
  void theBytesUnderWayAreBounded() {
    int size = 1 << 20;
    int fitting = 0;
    while (from.send(SimNetwork.address(2), ByteBuffer.allocate(size))
        == Transport.Admission.QUEUED) {
      fitting++;
    }
    assertThat((long) fitting * size).isLessThanOrEqualTo(knobs.netQueueBytes());
    settle();
    assertThat(send(1)).isEqualTo(Transport.Admission.QUEUED);
  }

  @Test
  void theLastFramesComeAgainOnceMore() {
    sendAll();
    settle();
    received.clear();
    network.replay(2, 3);
    assertThat(received).isEmpty();
    settle();
    assertThat(received).containsExactlyInAnyOrder(FRAMES - 3, FRAMES - 2, FRAMES - 1);
  }

  @Test
  void whoeverMovesIsFoundAtTheNewAddressAlone() throws TransportException {
    send(1);
    receiver.kill();
    network.move(2, true);
    Transport moved = network.transport(new SimProcess(world, 2, 2));
    moved.start((hint, frame) -> received.add(-frame.getInt()));
    settle();
    assertThat(received).as("what was on its way to the old address").isEmpty();

    assertThat(send(2)).isEqualTo(Transport.Admission.SHED_UNREACHABLE);
    assertThat(moved.localAddress())
        .isEqualTo(network.presentAddress(2))
        .isNotEqualTo(SimNetwork.address(2));
    ByteBuffer frame = ByteBuffer.allocate(Integer.BYTES).putInt(3).flip();
    from.send(network.presentAddress(2), frame);
    settle();
    assertThat(received).containsExactly(-3);
  }

  @Test
  void nobodyGetsTheAddressBackThatItHasLeft() {
    network.move(2, true);
    network.move(2, true);
    assertThat(network.presentAddress(2)).isNotEqualTo(SimNetwork.address(2));
    network.move(3, true);
    assertThat(network.presentAddress(3)).isNotIn(SimNetwork.address(3), network.presentAddress(2));
  }

  @Test
  void anAddressThatWasLeftIsTakenByAnother() throws TransportException {
    receiver.kill();
    network.move(2, false);
    SimProcess taker = new SimProcess(world, 3, 1);
    network.move(3, true);
    assertThat(network.presentAddress(3)).isEqualTo(SimNetwork.address(2));
    Transport third = network.transport(taker);
    third.start((hint, frame) -> received.add(frame.getInt()));
    send(1);
    settle();
    assertThat(received).containsExactly(1);
  }
}
