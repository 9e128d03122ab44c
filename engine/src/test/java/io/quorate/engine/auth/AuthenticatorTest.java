package io.quorate.engine.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quorate.NodeAddress;
import io.quorate.engine.codec.FrameDecoder;
import io.quorate.engine.codec.FrameHeader;
import io.quorate.engine.codec.FrameLimits;
import io.quorate.engine.codec.FrameSeal.Sealer;
import io.quorate.engine.codec.MalformedFrameException;
import io.quorate.engine.codec.OutgoingFrame;
import io.quorate.engine.raft.Message;
import io.quorate.engine.system.ClusterId;
import io.quorate.engine.system.SystemMessage.HelloRefusal;
import io.quorate.engine.system.SystemMessage.HelloRefused;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Node 1, process 11, gets frames of node 2, process 22. */
class AuthenticatorTest {
  private static final Secret OURS = new Secret("a secret that we share");
  private static final Secret NEXT = new Secret("a secret for tomorrow");
  private static final Secret THEIRS = new Secret("a secret of others");
  private static final NodeAddress HERE = new NodeAddress("here", 1);

  private final Authenticator one = new Authenticator(OURS, Optional.empty(), 1, 11);
  private final Authenticator two = new Authenticator(OURS, Optional.empty(), 2, 22);

  private static FrameHeader header(int from, OptionalInt to, long boot) {
    return new FrameHeader(Optional.of(new ClusterId(1, 2)), from, to, boot, HERE);
  }

  private static ByteBuffer group(int from, long boot, int to, Optional<Sealer> sealer) {
    OutgoingFrame frame = new OutgoingFrame(4096);
    frame.add(3, new Message.TimeoutNow(7));
    return frame.encode(header(from, OptionalInt.of(to), boot), sealer);
  }

  private static ByteBuffer group(Authenticator sender) {
    return group(2, 22, 1, Optional.of(sender.session(1, 11)));
  }

  private static ByteBuffer open(Optional<Sealer> sealer) {
    OutgoingFrame frame = new OutgoingFrame(4096);
    frame.add(new HelloRefused(HelloRefusal.OTHER, "no"));
    return frame.encode(header(2, OptionalInt.empty(), 22), sealer);
  }

  private static void take(Authenticator receiver, ByteBuffer frame) throws Exception {
    new FrameDecoder(FrameLimits.MAX_FRAME_BYTES).decode(frame, receiver::check);
  }

  private static void assertTaken(Authenticator receiver, ByteBuffer frame) {
    assertThatCode(() -> take(receiver, frame)).doesNotThrowAnyException();
  }

  private static void assertRefused(Authenticator receiver, ByteBuffer frame, Refusal refusal) {
    RefusedFrameException e =
        catchThrowableOfType(RefusedFrameException.class, () -> take(receiver, frame));
    assertThat(e).as("nothing was thrown").isNotNull();
    assertThat(e.refusal()).isEqualTo(refusal);
    assertThat(e.authenticHeader().isPresent()).isEqualTo(refusal == Refusal.EARLIER_PROCESS);
  }

  /** Makes the checksum right again, as a forger would. */
  private static ByteBuffer checksummed(ByteBuffer frame) {
    CRC32C crc = new CRC32C();
    crc.update(frame.duplicate().limit(frame.limit() - 5));
    frame.order(ByteOrder.LITTLE_ENDIAN).putInt(frame.limit() - 4, (int) crc.getValue());
    return frame;
  }

  @Test
  void whatMembersSayToOneAnotherIsTaken() {
    assertTaken(one, open(Optional.of(two.open())));
    for (int i = 0; i < 10_000; i++) {
      assertTaken(one, group(two));
    }
    assertTaken(two, group(1, 11, 2, Optional.of(one.session(2, 22))));
  }

  @Test
  void aFrameWithoutASealIsRefused() {
    assertRefused(one, open(Optional.empty()), Refusal.MISSING);
    assertRefused(one, group(2, 22, 1, Optional.empty()), Refusal.MISSING);
  }

  @Test
  void aFrameOfSomebodyWithAnotherSecretIsRefused() {
    Authenticator stranger = new Authenticator(THEIRS, Optional.empty(), 2, 22);
    assertRefused(one, open(Optional.of(stranger.open())), Refusal.UNKNOWN_SECRET);
    assertRefused(one, group(stranger), Refusal.UNKNOWN_SECRET);
  }

  @Test
  void aFrameOfWhichAnyByteWasChangedIsRefused() {
    int length = group(two).remaining();
    for (int i = 0; i < length - 5; i++) {
      for (int bit = 0; bit < 8; bit++) {
        ByteBuffer frame = group(two);
        frame.put(i, (byte) (frame.get(i) ^ 1 << bit));
        ByteBuffer forged = checksummed(frame);
        assertThatCode(() -> take(one, forged))
            .as("byte %d, bit %d", i, bit)
            .isInstanceOfAny(RefusedFrameException.class, MalformedFrameException.class);
      }
    }
    assertTaken(one, group(two));
  }

  @Test
  void aFrameCountsOnceForEachProcessThatGetsIt() {
    ByteBuffer frame = group(two);
    assertTaken(one, frame);
    assertRefused(one, frame, Refusal.REPLAYED);
    Authenticator again = new Authenticator(OURS, Optional.empty(), 1, 12);
    assertRefused(again, frame, Refusal.EARLIER_PROCESS);
  }

  @Test
  void framesMayOvertakeOneAnother() {
    ByteBuffer first = group(two);
    ByteBuffer second = group(two);
    assertTaken(one, second);
    assertTaken(one, first);
    assertRefused(one, first, Refusal.REPLAYED);
  }

  @Test
  void whatAnEarlierProcessOfTheSenderSaidCountsOnceAsWell() {
    ByteBuffer old = group(two);
    Authenticator again = new Authenticator(OURS, Optional.empty(), 2, 23);
    assertTaken(one, old);
    assertTaken(one, group(2, 23, 1, Optional.of(again.session(1, 11))));
    assertRefused(one, old, Refusal.REPLAYED);
  }

  @Test
  void nobodySpeaksForAnotherNodeOrInAnotherDirection() {
    assertRefused(one, group(3, 22, 1, Optional.of(two.session(1, 11))), Refusal.FORGED);
    assertRefused(one, group(2, 21, 1, Optional.of(two.session(1, 11))), Refusal.FORGED);
    ByteBuffer own = group(1, 11, 2, Optional.of(one.session(2, 22)));
    assertRefused(one, own, Refusal.ANOTHER_NODE);
    ByteBuffer turned = group(1, 11, 1, Optional.of(one.session(2, 22)));
    assertRefused(one, turned, Refusal.FORGED);
  }

  @Test
  void aForgerLearnsNothingFromWhetherAProcessIsGone() {
    Authenticator stranger = new Authenticator(OURS, Optional.empty(), 2, 99);
    ByteBuffer notHis = group(2, 22, 1, Optional.of(stranger.session(1, 10)));
    assertRefused(one, notHis, Refusal.FORGED);
    assertRefused(one, group(2, 22, 1, Optional.of(two.session(1, 10))), Refusal.EARLIER_PROCESS);
  }

  @Test
  void whatWasMeantForAnotherNodeIsNoForgery() {
    assertRefused(one, group(2, 22, 3, Optional.of(two.session(3, 33))), Refusal.ANOTHER_NODE);
    assertRefused(one, group(2, 22, 3, Optional.of(two.session(1, 11))), Refusal.FORGED);
  }

  @Test
  void aForgerDoesNotHideBehindAnOldNumber() {
    ByteBuffer frame = group(two);
    assertTaken(one, frame);
    ByteBuffer changed = frame.duplicate();
    int code = changed.limit() - 6;
    changed.put(code, (byte) (changed.get(code) ^ 1));
    assertRefused(one, checksummed(changed), Refusal.FORGED);
  }

  @Test
  void theNumbersOfASessionGoOnWhateverWasAskedForBetween() {
    assertTaken(one, group(two));
    two.session(1, 10);
    assertTaken(one, group(two));
  }

  @Test
  void whatCountsInASessionOnlyIsNotTakenOutsideOfOne() {
    assertRefused(one, group(2, 22, 1, Optional.of(two.open())), Refusal.FORGED);
    assertRefused(one, open(Optional.of(two.session(1, 11))), Refusal.FORGED);
  }

  @Test
  void whatIsSaidOutsideOfSessionsIsSmall() {
    OutgoingFrame frame = new OutgoingFrame(FrameLimits.MAX_FRAME_BYTES);
    HelloRefused text = new HelloRefused(HelloRefusal.OTHER, "x".repeat(4096));
    for (int i = 0; i < 260; i++) {
      frame.add(text);
    }
    ByteBuffer large = frame.encode(header(2, OptionalInt.empty(), 22), Optional.of(two.open()));
    assertThat(large.remaining()).isGreaterThan(Authenticator.MAX_OPEN_BYTES);
    assertRefused(one, large, Refusal.FORGED);
  }

  /** First all accept both, then all seal with the new one, then the old one goes. */
  @Test
  void secretsAreChangedWhileAllGoesOn() {
    List<List<Secret>> steps =
        List.of(List.of(OURS), List.of(OURS, NEXT), List.of(NEXT, OURS), List.of(NEXT));
    for (int i = 0; i < steps.size(); i++) {
      for (int j = 0; j < steps.size(); j++) {
        Authenticator receiver = with(steps.get(i), 1, 11);
        Authenticator sender = with(steps.get(j), 2, 22);
        if (Math.abs(i - j) <= 1) {
          assertTaken(receiver, group(sender));
          assertTaken(receiver, open(Optional.of(sender.open())));
        } else {
          boolean accepted = steps.get(i).contains(steps.get(j).get(0));
          assertThat(accepted)
              .as("steps %d and %d", i, j)
              .isEqualTo(i == 1 && j == 3 || i == 2 && j == 0);
        }
      }
    }
  }

  private static Authenticator with(List<Secret> secrets, int node, long boot) {
    return new Authenticator(secrets.get(0), secrets.stream().skip(1).findFirst(), node, boot);
  }

  @Test
  void aNodeWithoutASecretReadsSealedFramesAndCountsNothingUnknown() throws Exception {
    assertThat(new FrameDecoder(FrameLimits.MAX_FRAME_BYTES)
            .decode(group(two))
            .skipped()
            .unknown())
        .isZero();
  }

  @Test
  void aSecretIsKnownByAnIdAndTellsNothing() {
    assertThat(OURS.id()).isEqualTo(new Secret("a secret that we share").id());
    assertThat(OURS.id()).isNotEqualTo(NEXT.id());
    assertThat(OURS.toString()).matches("secret [0-9a-f]{8}");
  }
}
