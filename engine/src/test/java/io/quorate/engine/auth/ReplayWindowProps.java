package io.quorate.engine.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ReplayWindowProps {
  /** Steps forward and back, some of them about as long as the window. */
  @Provide
  Arbitrary<List<Integer>> steps() {
    Arbitrary<Integer> near = Arbitraries.integers().between(-5, 5);
    Arbitrary<Integer> far =
        Arbitraries.integers().between(-ReplayWindow.LENGTH - 70, ReplayWindow.LENGTH + 70);
    return Arbitraries.oneOf(near, near, near, far).list().ofMaxSize(400);
  }

  @Property
  void itIsTheSetOfAllNumbersThatCountedButForThoseFarBehind(@ForAll("steps") List<Integer> steps) {
    ReplayWindow window = new ReplayWindow();
    TreeSet<Long> counted = new TreeSet<>();
    long number = ReplayWindow.LENGTH;
    for (int step : steps) {
      number = Math.max(1, number + step);
      boolean tooOld = !counted.isEmpty() && number <= counted.last() - ReplayWindow.LENGTH;
      boolean expected = !tooOld && !counted.contains(number);
      assertThat(window.isNew(number)).isEqualTo(expected);
      assertThat(window.accept(number)).isEqualTo(expected);
      if (expected) {
        counted.add(number);
      }
    }
  }
}
