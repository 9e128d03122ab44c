package io.quorate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HealthTest {
  @Test
  void whatIsNotReadySaysWhy() {
    assertThatThrownBy(() -> new Health(true, false, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsReadyIsLive() {
    assertThatThrownBy(() -> new Health(false, true, List.of("odd")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aReadingStaysAsItIs() {
    List<String> problems = new ArrayList<>(List.of("the disk is slow"));
    Health health = new Health(true, true, problems);
    problems.clear();
    assertThat(health.problems()).containsExactly("the disk is slow");
  }
}
