package io.quorate.sim.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that runs once for each of many seeds. The method takes a
 * {@link io.quorate.sim.schedule.Schedule}, or the seed as a {@code long}, or both:
 *
 * <pre>{@code
 * @SimTest(seeds = 200, profile = "storage")
 * void survivesBadDisks(Schedule schedule) {
 *   Simulation.of(Counter::new).workload(Increments::new).run(schedule).assertNoViolation();
 * }
 * }</pre>
 *
 * <p>Each seed is a test of its own, so one that fails can be run again alone. The system property
 * {@code sim.seed} runs that one seed only, and {@code sim.seeds} so many instead of
 * {@link #seeds}.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(SimTestExtension.class)
public @interface SimTest {
  /**
   * How many seeds.
   *
   * @return at least 1
   */
  int seeds() default 100;

  /**
   * The first seed; the others follow it.
   *
   * @return any number
   */
  long firstSeed() default 1;

  /**
   * Which faults the schedules have.
   *
   * @return the word of a {@link io.quorate.sim.schedule.Profile}, such as {@code full}
   */
  String profile() default "full";

  /**
   * The number of nodes.
   *
   * @return 0 to have it drawn
   */
  int nodes() default 0;

  /**
   * The number of application partitions.
   *
   * @return 0 to have it drawn
   */
  int partitions() default 0;
}
