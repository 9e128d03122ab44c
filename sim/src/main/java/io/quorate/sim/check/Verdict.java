package io.quorate.sim.check;

import java.util.List;

/**
 * What came of a check. Its {@code toString} is for people, in at most {@value #MAX_LINES} lines.
 */
public sealed interface Verdict {
  /** How long a text gets. */
  int MAX_LINES = 30;

  /**
   * The cost of the check.
   *
   * @return how often the model took an operation
   */
  long steps();

  /**
   * Whether the history was found right.
   *
   * @return true for {@link Ok} alone
   */
  default boolean isOk() {
    return this instanceof Ok;
  }

  /**
   * There is an order of the operations that explains every answer.
   *
   * @param steps the cost of the check
   */
  record Ok(long steps) implements Verdict {
    @Override
    public String toString() {
      return "linearizable, found in " + steps + " steps";
    }
  }

  /**
   * There is none.
   *
   * @param partition the name of the first part of the data that has none; empty if it has no parts
   * @param order an order of operations that places all that returned before {@code unplaced} did
   * @param unplaced the first operation, by its return, that no order can place besides those
   * @param text the explanation for people
   * @param steps the cost of the check
   */
  record Violation(
      String partition,
      List<Operation<?, ?>> order,
      Operation<?, ?> unplaced,
      String text,
      long steps)
      implements Verdict {
    /** Makes a violation. */
    public Violation {
      order = List.copyOf(order);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * The budget ended before an answer was found, and no part that could be decided is wrong.
   *
   * @param partitions the names of the parts that are undecided
   * @param text the explanation for people
   * @param steps the cost of the check
   */
  record Undecided(List<String> partitions, String text, long steps) implements Verdict {
    /** Makes a verdict. */
    public Undecided {
      partitions = List.copyOf(partitions);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
