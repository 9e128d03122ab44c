package io.quorate.sim.script;

import java.util.ArrayList;
import java.util.List;

/** A script that has been read as a whole: all its lines can be understood. */
final class Script {
  /** The first line of every script. */
  static final String HEADER = "quorate script 1";

  private record Line(int number, String text, boolean remark, Steps.Action action) {}

  private final String name;
  private final SetUp setUp = new SetUp();
  private final List<Line> lines = new ArrayList<>();

  private Script(String name) {
    this.name = name;
  }

  /** Runs a text; nothing is thrown, for an error in it is a result. */
  static ScriptResult run(String name, String text) {
    EventTrace trace = new EventTrace(name);
    Script script = new Script(name);
    int[] at = {1};
    int[] expectations = {0};
    try {
      script.parse(text, at);
      script.carryOut(trace, at, expectations);
      return new ScriptResult(name, true, "", expectations[0], trace.toString());
    } catch (ScriptException e) {
      String line = text.lines().skip(at[0] - 1L).findFirst().orElse("").strip();
      String message = name + ":" + at[0] + ": " + e.getMessage() + "\n  in the step: " + line;
      trace.failed(message);
      return new ScriptResult(name, false, message, expectations[0], trace.toString());
    }
  }

  private void parse(String text, int[] at) {
    List<String> raw = text.lines().toList();
    if (raw.isEmpty() || !raw.get(0).strip().equals(HEADER)) {
      throw new ScriptException("the first line should be \"" + HEADER + "\"");
    }
    Steps steps = null;
    for (int i = 1; i < raw.size(); i++) {
      at[0] = i + 1;
      Words words = new Words(raw.get(i));
      if (words.atEnd()) {
        if (!words.raw().isEmpty()) {
          lines.add(new Line(i + 1, words.raw(), true, null));
        }
        continue;
      }
      String step = words.next("a step");
      if (SetUp.STEPS.contains(step)) {
        if (steps != null) {
          throw words.error("\"" + step + "\" comes before the first step of the nodes");
        }
        setUp.read(step, words);
        lines.add(new Line(i + 1, words.text(), false, null));
      } else {
        if (setUp.ids().isEmpty()) {
          throw words.error(
              new Steps(setUp.ids()).names().contains(step)
                  ? "first say who there is, such as \"cluster 1 2 3\""
                  : "unknown step \"" + step + "\"; "
                      + Words.suggestion(step, new Steps(setUp.ids()).names()));
        }
        steps = steps == null ? new Steps(setUp.ids()) : steps;
        lines.add(new Line(i + 1, words.text(), false, steps.read(step, words)));
      }
    }
    if (setUp.ids().isEmpty()) {
      throw new ScriptException("the script describes no cluster; begin with \"cluster 1 2 3\"");
    }
  }

  private void carryOut(EventTrace trace, int[] at, int[] expectations) {
    ScriptCluster cluster = null;
    for (Line line : lines) {
      at[0] = line.number();
      if (line.remark()) {
        trace.remark(line.text());
        continue;
      }
      if (line.action() != null && cluster == null) {
        cluster = setUp.start(trace);
      }
      trace.step(line.text());
      if (line.action() != null) {
        line.action().run(cluster);
        cluster.checkInvariants();
        expectations[0] += line.text().startsWith("expect ") ? 1 : 0;
      }
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
