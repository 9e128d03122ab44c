package io.quorate.sim.tck;

import static io.quorate.sim.tck.Rule.must;

import io.quorate.spi.Wal;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Random steps against a simple model. A failure is cut down to the few steps that it needs. The
 * system property {@code quorate.tck.seed} runs one other seed instead.
 */
final class WalRandomRules {
  private static final List<Long> SEEDS = List.of(1L, 2L, 3L, 4L);
  private static final int STEPS = 100;
  private static final int MAX_REPLAYS = 300;

  private WalRandomRules() {}

  static List<Rule<WalFixture>> rules() {
    return List.of(must(
        "WAL-L4",
        "random-steps",
        "After any sequence of batches, legal or not, and of closing and opening, the log is what a simple model is.",
        WalRandomRules::randomSteps));
  }

  private static void randomSteps(WalFixture fixture) throws Exception {
    Long given = Long.getLong("quorate.tck.seed");
    for (long seed : given == null ? SEEDS : List.of(given)) {
      check(fixture, "seed " + seed, WalStep.random(seed, STEPS));
    }
  }

  /** Runs steps, and if they fail, finds few that fail too, and throws with them. */
  static void check(WalFixture fixture, String title, List<WalStep> steps) throws Exception {
    Optional<Throwable> failure = run(fixture, steps);
    if (failure.isEmpty()) {
      return;
    }
    List<WalStep> few = shrink(fixture, steps);
    Throwable cause = run(fixture, few).orElse(failure.get());
    String list = IntStream.range(0, few.size())
        .mapToObj(i -> "  " + i + ". " + few.get(i))
        .collect(Collectors.joining(System.lineSeparator()));
    throw new AssertionError(
        title + " fails: " + cause.getMessage() + System.lineSeparator() + "It needs these steps:"
            + System.lineSeparator() + list,
        cause);
  }

  /** Leaves out larger, then smaller pieces, as long as what is left still fails. */
  private static List<WalStep> shrink(WalFixture fixture, List<WalStep> failing) throws Exception {
    List<WalStep> steps = failing;
    int replays = 0;
    for (int piece = Math.max(1, steps.size() / 2); piece >= 1; piece /= 2) {
      int at = 0;
      while (at < steps.size() && replays < MAX_REPLAYS) {
        List<WalStep> fewer = new ArrayList<>(steps.subList(0, at));
        fewer.addAll(steps.subList(Math.min(steps.size(), at + piece), steps.size()));
        replays++;
        if (run(fixture, fewer).isPresent()) {
          steps = fewer;
        } else {
          at += piece;
        }
      }
    }
    return steps;
  }

  private static Optional<Throwable> run(WalFixture fixture, List<WalStep> steps) throws Exception {
    try (WalFixture fresh = fixture.another()) {
      WalModel model = new WalModel();
      Wal wal = fresh.open();
      for (WalStep step : steps) {
        Optional<WalBatch> batch = step.batch(model);
        if (batch.isEmpty()) {
          wal = fresh.reopen(wal);
        } else if (model.append(batch.get())) {
          wal.append(batch.get());
        } else {
          Wal now = wal;
          Expect.fails(Kind.ILLEGAL_BATCH, step.toString(), () -> now.append(batch.get()));
        }
        model.compare(wal, WalStep.KEYS);
      }
      model.compare(fresh.reopen(wal), WalStep.KEYS);
      return Optional.empty();
    } catch (WalException | RuntimeException | AssertionError e) {
      return Optional.of(e);
    }
  }
}
