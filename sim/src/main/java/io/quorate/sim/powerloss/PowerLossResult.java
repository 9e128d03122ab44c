package io.quorate.sim.powerloss;

import io.quorate.sim.file.FileCounters;
import io.quorate.sim.file.Geometry;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What came of one seed.
 *
 * @param seed all of the run follows from it
 * @param geometry of the disk
 * @param steps what was done
 * @param counters what was met
 * @param violation the invariant and what was seen, if one was violated
 * @param needed few steps that violate it too; empty if nothing was violated
 */
public record PowerLossResult(
    long seed,
    Geometry geometry,
    List<PowerLossStep> steps,
    FileCounters counters,
    Optional<String> violation,
    List<PowerLossStep> needed) {

  /** A page that tells the violation; one line if there is none. */
  @Override
  public String toString() {
    String head = "seed " + seed + ", " + geometry + ", " + steps.size() + " steps";
    return violation
        .map(story -> head + ": " + story + "\nIt needs these steps:\n" + list(needed)
            + "\nAll steps:\n" + list(steps))
        .orElse(head + ": no violation");
  }

  private static String list(List<PowerLossStep> steps) {
    return IntStream.range(0, steps.size())
        .mapToObj(i -> "  " + i + ". " + steps.get(i))
        .collect(Collectors.joining("\n"));
  }
}
