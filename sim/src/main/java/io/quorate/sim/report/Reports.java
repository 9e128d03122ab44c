package io.quorate.sim.report;

import io.quorate.sim.SimulationResult;
import io.quorate.sim.schedule.Schedule;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes all that a failing run has to say into a folder. */
public final class Reports {
  private Reports() {}

  /**
   * Where everything is.
   *
   * @param story for a terminal: {@code story.txt}
   * @param page for a browser: {@code report.html}
   * @param trace for programs: {@code trace.ndjson}
   * @param schedule to see it again: {@code failure.schedule}
   * @param diff against a run that passes: {@code diff.txt}; empty if there is none
   */
  public record Written(Path story, Path page, Path trace, Path schedule, Optional<Path> diff) {
    /**
     * All of them.
     *
     * @return the page first
     */
    public List<Path> all() {
      List<Path> all = new ArrayList<>(List.of(page, story, schedule, trace));
      diff.ifPresent(all::add);
      return all;
    }
  }

  /**
   * Writes a report.
   *
   * @param full a run with a violation and a full trace, best of the minimised schedule
   * @param minimised the smallest schedule known; empty if it was not looked for
   * @param sibling a run that passes and is nearly the same, with a full trace; empty for none
   * @param folder is made if it is missing; files in it are replaced
   * @return where everything is
   * @throws IOException if something cannot be written
   * @throws IllegalArgumentException if there is no violation, or no full trace
   */
  public static Written write(
      SimulationResult full,
      Optional<Schedule> minimised,
      Optional<SimulationResult> sibling,
      Path folder)
      throws IOException {
    Schedule smallest = minimised.orElse(null);
    String page = HtmlReport.of(full, smallest, sibling.orElse(null));
    Schedule schedule = minimised.orElse(full.schedule());
    Files.createDirectories(folder);
    Path story = Files.writeString(folder.resolve("story.txt"), TextStory.of(full, smallest));
    Path html = Files.writeString(folder.resolve("report.html"), page);
    Path text = Files.writeString(folder.resolve(Reproducer.FILE), schedule.toText());
    Path trace = folder.resolve("trace.ndjson");
    try (BufferedWriter out = Files.newBufferedWriter(trace)) {
      NdjsonTrace.write(full, out);
    }
    Optional<Path> diff = Optional.empty();
    if (sibling.isPresent()) {
      String differences = TraceDiff.of(full, sibling.get()).toText();
      diff = Optional.of(Files.writeString(folder.resolve("diff.txt"), differences));
    }
    return new Written(story, html, trace, text, diff);
  }
}
