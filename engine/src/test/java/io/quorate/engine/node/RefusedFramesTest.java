package io.quorate.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.NodeAddress;
import io.quorate.engine.auth.Authenticator;
import io.quorate.engine.auth.RefusedFrameException;
import io.quorate.engine.auth.Secret;
import io.quorate.engine.codec.FrameHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class RefusedFramesTest {
  private final FakeEnvironment environment = new FakeEnvironment();
  private final Counters counters = new Counters();
  private final List<String> told = new ArrayList<>();
  private final RefusedFrames frames = new RefusedFrames(environment, counters, new NodeObserver() {
    @Override
    public void refused(String problem) {
      told.add(problem);
    }
  });

  private static RefusedFrameException missing() {
    FrameHeader header =
        new FrameHeader(Optional.empty(), 2, OptionalInt.empty(), 5, new NodeAddress("here", 1));
    try {
      new Authenticator(new Secret("a secret that we share"), Optional.empty(), 1, 1)
          .check(header, ByteBuffer.allocate(100));
      throw new AssertionError("a frame without a seal was taken");
    } catch (RefusedFrameException e) {
      return e;
    }
  }

  @Test
  void aFloodIsToldOfOnceAMinuteForEachPlaceWhateverThePort() {
    for (int i = 0; i < 1_000; i++) {
      frames.note("10.0.0.7:" + (40_000 + i), missing());
    }
    frames.note("10.0.0.8:1", missing());
    assertThat(told)
        .containsExactly(
            "frames from 10.0.0.7 are refused: it is not sealed: its sender has no auth.secret",
            "frames from 10.0.0.8 are refused: it is not sealed: its sender has no auth.secret");
    environment.now += RefusedFrames.PERIOD_NANOS;
    frames.note("10.0.0.7:1", missing());
    assertThat(told).hasSize(3);
    assertThat(counters.snapshot()).containsEntry("frames.unauthentic", 1_002L);
  }

  @Test
  void itIsAProblemForAWhile() {
    assertThat(frames.problem()).isEmpty();
    frames.note("10.0.0.7:1", missing());
    environment.now += RefusedFrames.PROBLEM_NANOS - 1;
    assertThat(frames.problem()).isPresent();
    environment.now += 1;
    assertThat(frames.problem()).isEmpty();
  }

  @Test
  void manyPlacesAreToldOfAsOne() {
    for (int i = 0; i < 10_000; i++) {
      frames.note("host-" + i + ":1", missing());
    }
    assertThat(told).hasSize(RefusedFrames.MAX_PLACES + 1);
    assertThat(told.get(RefusedFrames.MAX_PLACES)).contains("from many places");
  }
}
