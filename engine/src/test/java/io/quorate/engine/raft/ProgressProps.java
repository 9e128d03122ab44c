package io.quorate.engine.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/**
 * A leader's view of a follower, with answers that are lost, late, doubled and out of order. A
 * match index that falls takes back what was committed; a window that leaks floods a follower, or
 * stalls it for ever.
 */
class ProgressProps {
  record Step(Kind kind, int a, int b) {
    enum Kind {
      SEND,
      ACCEPT,
      REFUSE,
      CONFIRM
    }
  }

  private static Progress progress(int messages, int bytes, long next) {
    return new Progress(
        new GroupSettings(1, 1, 10, 100, 100, 1000, messages, bytes, 1000, Leases.NONE), next, 5);
  }

  @Property(tries = 500)
  void theWindowAndTheIndexesHold(
      @ForAll @IntRange(min = 1, max = 5) int windowMessages,
      @ForAll @IntRange(min = 1, max = 300) int windowBytes,
      @ForAll @IntRange(min = 1, max = 20) int next,
      @ForAll("steps") List<Step> steps) {
    Progress follower = progress(windowMessages, windowBytes, next);
    long sentUpTo = next - 1;
    long match = 0;
    long confirmed = 5;
    for (Step step : steps) {
      switch (step.kind()) {
        case SEND -> {
          if (follower.mayReplicate(0)) {
            assertThat(follower.inFlight()).isLessThan(windowMessages);
            long last = follower.nextIndex() + step.a() % 4;
            sentUpTo = Math.max(sentUpTo, last);
            follower.replicated(last, step.b());
          }
        }
        case ACCEPT -> {
          // Late or doubled as it may be, an answer never says more than was sent.
          long accepted = step.a() * (sentUpTo + 1) / 100;
          assertThat(follower.accepted(accepted)).isEqualTo(accepted > match);
          match = Math.max(match, accepted);
        }
        case REFUSE -> {
          long refused = step.a() * (sentUpTo + 1) / 100;
          boolean news = follower.isNews(refused);
          assertThat(news && refused <= match)
              .as("a refusal below the match is late")
              .isFalse();
          if (news) {
            follower.probeAfter(Math.min(refused - 1, (long) step.b() % refused));
            assertThat(follower.mayReplicate(0)).as("a probe follows").isTrue();
          }
        }
        case CONFIRM -> {
          follower.confirmed(step.a());
          confirmed = Math.max(confirmed, step.a());
        }
      }
      assertThat(follower.matchIndex()).isEqualTo(match);
      assertThat(follower.nextIndex()).isGreaterThan(match);
      assertThat(follower.inFlight()).isBetween(0, windowMessages);
      assertThat(follower.confirmedAt()).isEqualTo(confirmed);
    }
    // Whatever has happened: once all is acknowledged, the window is open and empty.
    follower.accepted(sentUpTo + 1);
    assertThat(follower.inFlight()).isZero();
    assertThat(follower.mayReplicate(0)).isTrue();
    assertThat(follower.nextIndex()).isEqualTo(sentUpTo + 2);
  }

  /** Bytes are those of requests that are not acknowledged, not of all that were ever sent. */
  @Property
  void theWindowIsOpenExactlyWhileMessagesAndBytesAreWithinIt(
      @ForAll @IntRange(min = 1, max = 5) int windowMessages,
      @ForAll @IntRange(min = 1, max = 300) int windowBytes,
      @ForAll List<@IntRange(min = 1, max = 100) Integer> sizes,
      @ForAll @IntRange(max = 5) int acknowledged) {
    Progress follower = progress(windowMessages, windowBytes, 1);
    follower.accepted(0);
    long index = 0;
    long bytes = 0;
    int count = 0;
    for (int size : sizes) {
      assertThat(follower.mayReplicate(0)).isEqualTo(count < windowMessages && bytes < windowBytes);
      if (follower.mayReplicate(0)) {
        follower.replicated(++index, size);
        count++;
        bytes += size;
      }
    }
    int gone = Math.min(acknowledged, count);
    follower.accepted(gone);
    for (int i = 0; i < gone; i++) {
      bytes -= sizes.get(i);
    }
    assertThat(follower.inFlight()).isEqualTo(count - gone);
    assertThat(follower.mayReplicate(0))
        .isEqualTo(count - gone < windowMessages && bytes < windowBytes);
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Integer> numbers = Arbitraries.integers().between(0, 99);
    return Combinators.combine(
            Arbitraries.of(
                Step.Kind.SEND,
                Step.Kind.SEND,
                Step.Kind.SEND,
                Step.Kind.ACCEPT,
                Step.Kind.ACCEPT,
                Step.Kind.REFUSE,
                Step.Kind.CONFIRM),
            numbers,
            numbers)
        .as(Step::new)
        .list()
        .ofMaxSize(60);
  }
}
