package io.quorate.sim.check;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Writes any string as one word, so that the text forms of the ready models can be split at blanks.
 */
final class Words {
  /** Where there is no value. A value of this name is written with an escape. */
  static final String NONE = "nil";

  private static final String EMPTY = "%";
  private static final int HEX = 16;

  private Words() {}

  static String write(String value) {
    if (value.isEmpty()) {
      return EMPTY;
    }
    StringBuilder word = new StringBuilder();
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = b > ' ' && b < 127 && "%,[]".indexOf(b) < 0;
      if (plain && !(word.length() == 0 && value.equals(NONE))) {
        word.append((char) b);
      } else {
        word.append('%');
        word.append(Character.forDigit(b >> 4 & 15, HEX)).append(Character.forDigit(b & 15, HEX));
      }
    }
    return word.toString();
  }

  static String read(String word) {
    if (word.equals(EMPTY)) {
      return "";
    }
    byte[] bytes = new byte[word.length()];
    int length = 0;
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (c == '%' && i + 2 < word.length()) {
        bytes[length++] = (byte) Integer.parseInt(word.substring(i + 1, i + 3), HEX);
        i += 2;
      } else if (c > ' ' && c < 127 && c != '%') {
        bytes[length++] = (byte) c;
      } else {
        throw new IllegalArgumentException("'" + word + "' is no word: it should be printable ASCII"
            + " without blanks, and other bytes as % and two hexadecimal digits");
      }
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  static String write(Optional<String> value) {
    return value.map(Words::write).orElse(NONE);
  }

  static Optional<String> readOptional(String word) {
    return word.equals(NONE) ? Optional.empty() : Optional.of(read(word));
  }

  static String write(List<String> values) {
    return "[" + String.join(",", values.stream().map(Words::write).toList()) + "]";
  }

  static List<String> readList(String word) {
    if (word.length() < 2 || !word.startsWith("[") || !word.endsWith("]")) {
      throw new IllegalArgumentException("'" + word + "' is no list: it should be like [a,b]");
    }
    String inner = word.substring(1, word.length() - 1);
    return inner.isEmpty()
        ? List.of()
        : List.of(inner.split(",", -1)).stream().map(Words::read).toList();
  }

  /** Splits at blanks and demands so many words. */
  static String[] split(String text, int words, String right) {
    String[] found = text.split(" +");
    if (found.length != words) {
      throw new IllegalArgumentException("'" + text + "' should be '" + right + "'");
    }
    return found;
  }
}
