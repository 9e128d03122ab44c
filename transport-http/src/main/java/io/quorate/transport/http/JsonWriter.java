package io.quorate.transport.http;

/**
 * Writes JSON (RFC 8259), one value after the other. By hand, because what is written is little and
 * known, and a library would be one more jar beside every node; nothing is read. A value that is
 * begun must be ended; that is not checked.
 */
final class JsonWriter {
  private static final String HEX = "0123456789abcdef";

  private final StringBuilder text = new StringBuilder(1 << 10);
  private boolean comma;

  JsonWriter beginObject() {
    return begin('{');
  }

  JsonWriter endObject() {
    return end('}');
  }

  JsonWriter beginArray() {
    return begin('[');
  }

  JsonWriter endArray() {
    return end(']');
  }

  /** The name of the member of an object whose value comes next. */
  JsonWriter name(String name) {
    separate();
    quote(name);
    text.append(':');
    comma = false;
    return this;
  }

  JsonWriter value(String value) {
    separate();
    quote(value);
    comma = true;
    return this;
  }

  JsonWriter value(long value) {
    separate();
    text.append(value);
    comma = true;
    return this;
  }

  JsonWriter value(boolean value) {
    separate();
    text.append(value);
    comma = true;
    return this;
  }

  private JsonWriter begin(char bracket) {
    separate();
    text.append(bracket);
    comma = false;
    return this;
  }

  private JsonWriter end(char bracket) {
    text.append(bracket);
    comma = true;
    return this;
  }

  private void separate() {
    if (comma) {
      text.append(',');
    }
  }

  /** Beyond what must be escaped, all that could end a line or a script, and halves of pairs. */
  private void quote(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          if (c < 0x20 || c == 0x7f || c == '<' || c == 0x2028 || c == 0x2029 || isHalf(value, i)) {
            text.append("\\u")
                .append(HEX.charAt(c >> 12))
                .append(HEX.charAt(c >> 8 & 0xf))
                .append(HEX.charAt(c >> 4 & 0xf))
                .append(HEX.charAt(c & 0xf));
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }

  private static boolean isHalf(String value, int index) {
    char c = value.charAt(index);
    if (Character.isHighSurrogate(c)) {
      return index + 1 == value.length() || !Character.isLowSurrogate(value.charAt(index + 1));
    }
    return Character.isLowSurrogate(c)
        && (index == 0 || !Character.isHighSurrogate(value.charAt(index - 1)));
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
