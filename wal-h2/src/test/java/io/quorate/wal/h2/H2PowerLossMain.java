package io.quorate.wal.h2;

/**
 * Many simulated power cuts, or one seed again, as a program:
 *
 * <pre>{@code
 * java -cp … io.quorate.wal.h2.H2PowerLossMain <first seed> <last seed>
 * java -cp … io.quorate.wal.h2.H2PowerLossMain <seed>
 * }</pre>
 */
final class H2PowerLossMain {
  private H2PowerLossMain() {}

  /**
   * Runs.
   *
   * @param arguments one seed, or the first and the last
   */
  public static void main(String[] arguments) {
    long first = Long.parseLong(arguments[0]);
    System.out.println(
        arguments.length == 1
            ? H2PowerLoss.run(first)
            : H2PowerLoss.sweep(first, Long.parseLong(arguments[1])));
  }
}
