package io.quorate.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.sim.schedule.Schedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each schedule in {@code regressions} once failed; its first line says what was wrong. */
class RegressionsTest {
  private static final Path FOLDER = Path.of("src/test/resources/regressions");

  @TestFactory
  Stream<DynamicTest> schedulesThatOnceFailed() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(FOLDER)) {
      files = all.sorted().toList();
    }
    assertThat(files).isNotEmpty();
    return files.stream()
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
          Schedule schedule = Schedule.parse(Files.readString(file));
          Simulation.ofEngine().run(schedule).assertNoViolation();
        }));
  }
}
