package io.quorate.sim.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What clients asked for, what they heard, and when. The order of the list does not change whether
 * the history is right, only what the search costs and which of several explanations is shown.
 *
 * <p>Only times order operations: one that returned before another was invoked precedes it. If one
 * returns at the very instant at which another is invoked, they are concurrent, for a clock that
 * shows the same reading twice does not say which was first.
 *
 * @param operations the operations
 * @param <I> inputs
 * @param <O> outputs
 */
public record History<I, O>(List<Operation<I, O>> operations) {
  /** Makes a history. */
  public History {
    operations = List.copyOf(operations);
  }

  /**
   * The text form: a line with the version, and one for each operation, such as
   *
   * <pre>
   * quorate-history 1
   * 1 0 10 ok : write 5 -&gt; done
   * 2 4 ? unknown : write 6
   * 3 4 9 failed : cas 5 7
   * 4 20 25 ok stale=100 : read -&gt; 5
   * </pre>
   *
   * which is client, time of invocation, time of return, outcome, consistency if it is not
   * linearizable, input, output.
   *
   * @param notation how inputs and outputs are written
   * @return the text, which {@link #parse} reads
   */
  public String text(Notation<I, O> notation) {
    return HistoryText.write(this, notation);
  }

  /**
   * Reads the text form. Blank lines and those that begin with {@code #} are skipped.
   *
   * @param text the text
   * @param notation how inputs and outputs are written
   * @param <I> inputs
   * @param <O> outputs
   * @return the history
   * @throws IllegalArgumentException if it is malformed; the message shows the line
   */
  public static <I, O> History<I, O> parse(String text, Notation<I, O> notation) {
    return HistoryText.parse(text, notation);
  }

  /**
   * Collects a history while it happens. For one thread at a time.
   *
   * @param <I> inputs
   * @param <O> outputs
   */
  public static final class Recorder<I, O> {
    private final List<Operation<I, O>> operations = new ArrayList<>();

    /** A recorder that has nothing yet. */
    public Recorder() {}

    /**
     * An operation begins.
     *
     * @param client who asks
     * @param time now
     * @param input what is asked for
     * @param consistency what is promised
     * @return the number of the operation, for {@link #ok} or {@link #failed}. If neither is
     *     called, its outcome is unknown
     */
    public int invoke(long client, long time, I input, Consistency consistency) {
      operations.add(Operation.<I, O>unknown(client, time, input).with(consistency));
      return operations.size() - 1;
    }

    /**
     * An operation was answered.
     *
     * @param number which
     * @param time now
     * @param output what was answered
     */
    public void ok(int number, long time, O output) {
      end(number, time, Outcome.OK, Optional.of(output));
    }

    /**
     * An operation certainly had no effect.
     *
     * @param number which
     * @param time now
     */
    public void failed(int number, long time) {
      end(number, time, Outcome.FAILED, Optional.empty());
    }

    private void end(int number, long time, Outcome outcome, Optional<O> output) {
      Operation<I, O> op = operations.get(number);
      if (op.outcome() != Outcome.UNKNOWN) {
        throw new IllegalStateException(
            "operation " + number + " ended as " + op.outcome() + " before: it ends once");
      }
      operations.set(
          number,
          new Operation<>(
              op.client(),
              op.invoked(),
              OptionalLong.of(time),
              outcome,
              op.input(),
              output,
              op.consistency()));
    }

    /**
     * What has happened up to now.
     *
     * @return the history
     */
    public History<I, O> history() {
      return new History<>(operations);
    }
  }
}
