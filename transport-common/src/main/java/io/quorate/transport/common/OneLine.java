package io.quorate.transport.common;

/** What comes from others, as a log may show it. */
public final class OneLine {
  private static final int MOST_CHARACTERS = 200;

  private OneLine() {}

  /**
   * The first line of a text.
   *
   * @param text any
   * @return at most 200 characters, without what would break the lines of a log
   */
  public static String of(String text) {
    String line = text.lines().findFirst().orElse("");
    return line.substring(0, Math.min(line.length(), MOST_CHARACTERS))
        .replaceAll("\\p{Cntrl}", "?");
  }
}
