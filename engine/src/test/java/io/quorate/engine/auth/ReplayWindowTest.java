package io.quorate.engine.auth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReplayWindowTest {
  private final ReplayWindow window = new ReplayWindow();

  @Test
  void eachNumberCountsOnce() {
    assertThat(window.accept(1)).isTrue();
    assertThat(window.accept(1)).isFalse();
    assertThat(window.accept(3)).isTrue();
    assertThat(window.accept(2)).isTrue();
    assertThat(window.accept(2)).isFalse();
    assertThat(window.accept(3)).isFalse();
  }

  @Test
  void numbersBeginWithOne() {
    assertThat(window.accept(0)).isFalse();
    assertThat(window.accept(-1)).isFalse();
    assertThat(window.accept(Long.MIN_VALUE)).isFalse();
  }

  @Test
  void whatIsFarBehindCountsNoMore() {
    long high = 1_000_000;
    assertThat(window.accept(high)).isTrue();
    assertThat(window.accept(high - ReplayWindow.LENGTH)).isFalse();
    assertThat(window.accept(high - ReplayWindow.LENGTH + 1)).isTrue();
    assertThat(window.accept(high - ReplayWindow.LENGTH + 1)).isFalse();
    assertThat(window.accept(1)).isFalse();
  }

  @Test
  void theLastNumbersThereAreCountToo() {
    assertThat(window.accept(1)).isTrue();
    assertThat(window.accept(Long.MAX_VALUE)).isTrue();
    assertThat(window.accept(Long.MAX_VALUE)).isFalse();
    assertThat(window.accept(Long.MAX_VALUE - 1)).isTrue();
    assertThat(window.accept(1)).isFalse();
  }
}
