package io.quorate.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.engine.raft.Configuration;
import io.quorate.engine.raft.Effect;
import io.quorate.engine.raft.GroupProbe;
import io.quorate.engine.raft.Input;
import io.quorate.engine.system.Replacement;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class MemberReplacementTest {
  private static final long ROUND = 1_000;
  private static final long RETRY = 200_000_000L;
  private static final Replacement FOUR_FOR_THREE = new Replacement(set(3), 4);

  private final MemberReplacement replacement = new MemberReplacement(ROUND);
  private Configuration configuration = Configuration.of(set(1, 2, 3));
  private long lastIndex = 100;
  private long match;
  private int answers;

  private static SortedSet<Integer> set(Integer... nodes) {
    return new TreeSet<>(List.of(nodes));
  }

  /** A leader, of which only this is asked. */
  private final GroupProbe leader = (GroupProbe) Proxy.newProxyInstance(
      GroupProbe.class.getClassLoader(),
      new Class<?>[] {GroupProbe.class},
      (proxy, method, arguments) -> switch (method.getName()) {
        case "configuration" -> configuration;
        case "lastIndex" -> lastIndex;
        case "matchIndex" -> OptionalLong.of(match);
        default -> throw new IllegalStateException("nobody should ask for " + method.getName());
      });

  private Optional<Input> next(long now) {
    return replacement.next(FOUR_FOR_THREE, set(1, 2, 3, 4), leader, now, () -> answers++);
  }

  /** The change that is asked for; answered at once, and done if it should be. */
  @SuppressWarnings("unchecked") // every token is such
  private Input.ChangeConfiguration change(long now, boolean done) {
    Input.ChangeConfiguration change = (Input.ChangeConfiguration) next(now).orElseThrow();
    if (done) {
      configuration = new Configuration(change.voters(), set(), change.learners());
    }
    ((Consumer<Effect.Answer>) change.token()).accept(Effect.Answer.DONE);
    assertThat(answers).isEqualTo(1);
    answers = 0;
    replacement.answered();
    return change;
  }

  @Test
  void theNewNodeLearnsFirstAndVotesWhenItHasCaughtUpInOneShortRound() {
    Input.ChangeConfiguration first = change(0, true);
    assertThat(first.voters()).containsExactly(1, 2, 3);
    assertThat(first.learners()).containsExactly(4);

    long now = RETRY;
    assertThat(next(now)).as("it has nothing yet").isEmpty();
    match = 100;
    lastIndex = 200;
    now += 50 * ROUND;
    assertThat(next(now)).as("that took too long, another round").isEmpty();
    match = 199;
    assertThat(next(now + ROUND)).as("not all of it").isEmpty();
    match = 200;
    lastIndex = 300;
    Input.ChangeConfiguration second = change(now + ROUND, true);
    assertThat(second.voters()).containsExactly(1, 2, 4);
    assertThat(second.learners()).isEmpty();
    assertThat(MemberReplacement.isDone(FOUR_FOR_THREE, configuration)).isTrue();
    assertThat(next(now + 2 * RETRY)).isEmpty();
    assertThat(replacement.nextDeadline()).isEqualTo(Long.MAX_VALUE);
  }

  /** Rounds of so many times an election timeout, in none of which it is near enough. */
  private long rounds(int... rounds) {
    configuration = new Configuration(set(1, 2, 3), set(), set(4));
    assertThat(next(0)).as("a round begins").isEmpty();
    long now = 0;
    for (int round : rounds) {
      now += round * ROUND;
      match = lastIndex - 1;
      assertThat(next(now)).as("not all of it").isEmpty();
      match = lastIndex;
      lastIndex += 100;
      assertThat(next(now)).as("a round of %d", round).isEmpty();
    }
    match = lastIndex;
    return now;
  }

  @Test
  void aNewNodeThatComesNoNearerVotesAllTheSame() {
    long now = rounds(50, 50);
    assertThat(change(now + 50 * ROUND, true).voters()).containsExactly(1, 2, 4);
  }

  @Test
  void aNewNodeThatComesHardlyNearerVotesAllTheSame() {
    long now = rounds(50, 40);
    assertThat(change(now + 30 * ROUND, true).voters()).containsExactly(1, 2, 4);
  }

  @Test
  void aRoundThatWasLongByChanceDoesNotCountWhenTheNextIsMuchShorter() {
    long now = rounds(50, 90, 45, 30, 15, 14, 7, 3);
    assertThat(change(now + ROUND, true).voters()).containsExactly(1, 2, 4);
  }

  @Test
  void aLaterLeaderJudgesTheNewNodeByItsOwnRounds() {
    configuration = new Configuration(set(1, 2, 3), set(), set(4));
    next(0);
    match = 100;
    lastIndex = 200;
    assertThat(next(50 * ROUND)).isEmpty();
    replacement.restart();
    assertThat(next(60 * ROUND)).as("a first round begins").isEmpty();
    match = 200;
    lastIndex = 300;
    assertThat(next(160 * ROUND)).as("it took long, but it is the first").isEmpty();
  }

  @Test
  void aChangeThatDidNotComeAboutIsAskedForAgainAfterAWhile() {
    change(0, false);
    assertThat(next(1)).isEmpty();
    assertThat(replacement.nextDeadline()).isEqualTo(RETRY);
    assertThat(next(RETRY)).isPresent();
    assertThat(next(3 * RETRY)).as("it is still being answered").isEmpty();
    assertThat(replacement.nextDeadline()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aLaterLeaderGoesOnFromWhereTheEarlierOneWas() {
    configuration = new Configuration(set(1, 2, 3), set(), set(4));
    match = 100;
    assertThat(next(0)).as("a round begins").isEmpty();
    assertThat(change(1, true).voters()).containsExactly(1, 2, 4);

    configuration = new Configuration(set(1, 2, 4), set(1, 2, 3), set());
    replacement.restart();
    assertThat(next(2)).as("the group leaves a joint configuration by itself").isEmpty();
  }

  @Test
  void whoIsReplacedAsALearnerLeavesToo() {
    configuration = new Configuration(set(1, 2), set(), set(3));
    assertThat(change(0, true).learners()).containsExactly(4);
    match = 100;
    next(RETRY);
    Input.ChangeConfiguration second = change(RETRY + 1, true);
    assertThat(second.voters()).containsExactly(1, 2, 4);
    assertThat(second.learners()).isEmpty();
  }

  @Test
  void aNewNodeThatIsReplacedItselfLeavesWhereItHasCome() {
    configuration = Configuration.of(set(1, 2, 4));
    Replacement fiveForBoth = new Replacement(set(3, 4), 5);
    assertThat(MemberReplacement.isDone(fiveForBoth, configuration)).isFalse();
    configuration = new Configuration(set(1, 2, 4), set(), set(5));
    match = 100;
    replacement.next(fiveForBoth, set(1, 2, 3, 4, 5), leader, 0, () -> {});
    Input.ChangeConfiguration change = (Input.ChangeConfiguration)
        replacement.next(fiveForBoth, set(1, 2, 3, 4, 5), leader, 1, () -> {}).orElseThrow();
    assertThat(change.voters()).containsExactly(1, 2, 5);
  }

  /** It would bring back who has left since. */
  @Test
  void aLeaderThatIsBehindItsGroupWaitsUntilItKnowsMore() {
    configuration = Configuration.of(set(1, 2, 5));
    assertThat(next(0)).isEmpty();
  }

  @Test
  void aJointConfigurationIsNoEnd() {
    assertThat(MemberReplacement.isDone(
            FOUR_FOR_THREE, new Configuration(set(1, 2, 4), set(1, 2, 5), set())))
        .isFalse();
  }
}
