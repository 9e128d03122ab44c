package io.quorate.engine.node;

import io.quorate.engine.auth.Refusal;
import io.quorate.engine.auth.RefusedFrameException;
import io.quorate.engine.environment.Environment;
import io.quorate.engine.node.Counters.Counter;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Counts frames that are not authentic, and tells people of them: once a minute for each place that
 * they seem to come from, since there may be floods of them. Thread-safe.
 */
final class RefusedFrames {
  static final long PERIOD_NANOS = 60_000_000_000L;

  /** A problem that has not shown for so long is none any more. */
  static final long PROBLEM_NANOS = 10_000_000_000L;

  /** More places than this are told of as one. */
  static final int MAX_PLACES = 256;

  private static final String MANY = "many places";

  private static final String UNSEALED =
      " seals its frames, and refuses those of this node, which has no auth.secret: set it to the"
          + " one that the others have";

  private final Environment environment;
  private final Counters counters;
  private final NodeObserver observer;

  /** The places that were told of in this period. */
  private final TreeSet<String> told = new TreeSet<>();

  private long periodEnd;
  private boolean begun;
  private Optional<String> last = Optional.empty();
  private long lastAt;

  RefusedFrames(Environment environment, Counters counters, NodeObserver observer) {
    this.environment = environment;
    this.counters = counters;
    this.observer = observer;
  }

  /** A frame is refused; {@code hint} is where it seems to come from. */
  void note(String hint, RefusedFrameException e) {
    Counter counter = switch (e.refusal()) {
      case MISSING, UNKNOWN_SECRET, FORGED -> Counter.FRAMES_UNAUTHENTIC;
      case REPLAYED, EARLIER_PROCESS -> Counter.FRAMES_REPLAYED;
      case ANOTHER_NODE -> Counter.FRAMES_FOREIGN;
    };
    counters.increment(counter);
    if (counter == Counter.FRAMES_UNAUTHENTIC || e.refusal() == Refusal.REPLAYED) {
      // What a network brings twice is worth a line, but no problem; the others are nobody's fault.
      boolean problem = e.refusal() != Refusal.REPLAYED;
      tell(host(hint), "frames from ", " are refused: " + e.refusal().sentence(), problem);
    }
  }

  /** A frame has a seal, and this node has no secret. */
  void noteSealed(int nodeId) {
    tell("node " + nodeId, "", UNSEALED, true);
  }

  private void tell(String place, String before, String after, boolean isProblem) {
    String news;
    synchronized (this) {
      long now = environment.nanoTime();
      if (!begun || now - periodEnd >= 0) {
        begun = true;
        periodEnd = now + PERIOD_NANOS;
        told.clear();
      }
      String one = told.size() < MAX_PLACES || told.contains(place) ? place : MANY;
      boolean first = told.add(one);
      if (!first && !isProblem) {
        return;
      }
      String sentence = before + one + after;
      if (isProblem) {
        last = Optional.of(sentence);
        lastAt = now;
      }
      if (!first) {
        return;
      }
      news = sentence;
    }
    observer.refused(news);
  }

  /** Connections have ports of their own, which tell nothing. */
  private static String host(String hint) {
    int colon = hint.lastIndexOf(':');
    String host = colon > 0 ? hint.substring(0, colon) : hint;
    return host.isEmpty() ? "somewhere" : host;
  }

  /** What to tell people while it goes on. */
  synchronized Optional<String> problem() {
    return environment.nanoTime() - lastAt < PROBLEM_NANOS ? last : Optional.empty();
  }
}
