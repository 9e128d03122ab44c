package io.quorate.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswersTest {
  private final FakeEnvironment environment = new FakeEnvironment();
  private final Answers answers = new Answers(environment);
  private final List<String> told = new ArrayList<>();

  @Test
  void whatWaitsBehindCodeThatBlocksIsToldByAnotherLane() {
    answers.execute(() -> {
      answers.execute(() -> told.add("waited"));
      environment.now += Answers.HELD_NANOS - 1;
      answers.watch(environment.now);
      assertThat(environment.lanes).as("lanes before the time is over").hasSize(1);
      environment.now++;
      answers.watch(environment.now);
      answers.execute(() -> told.add("came later"));
      environment.lanes.get(1).runAll();

      assertThat(told).containsExactly("waited", "came later");
      assertThat(answers.problem(environment.now).orElseThrow())
          .contains("blocks 1 of 4 threads that tell outcomes");
    });
    environment.lanes.get(0).runAll();

    assertThat(answers.problem(environment.now)).isEmpty();
    assertThat(told).hasSize(2);
  }

  @Test
  void lanesAreFewAndWhatNoneTellsTheClosingThreadTells() {
    holdAll(0);
    environment.lanes.forEach(FakeEnvironment.FakeLane::runAll);
    assertThat(told).containsExactly("last");
  }

  /** Each lane is held by code that waits for what the next one tells. */
  private void holdAll(int lane) {
    if (lane == Answers.MAX_LANES) {
      answers.execute(() -> told.add("last"));
      answers.watch(environment.now);
      assertThat(environment.lanes).hasSize(Answers.MAX_LANES);
      assertThat(answers.problem(environment.now).orElseThrow())
          .contains("blocks 4 of 4", "no outcome can be told");
      assertThat(told).isEmpty();
      answers.close();
      return;
    }
    answers.execute(() -> {
      environment.now += Answers.HELD_NANOS;
      holdAll(lane + 1);
    });
    answers.watch(environment.now);
    environment.lanes.get(lane).runAll();
  }
}
