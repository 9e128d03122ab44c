package io.quorate.engine.boot;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.CodeSource;

/** Where a class comes from, short enough for a line. */
final class JarNames {
  private JarNames() {}

  /** The jar's file name; of a folder with classes, the last words of its path; else the module. */
  static String of(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      return type.getModule().isNamed()
          ? "module " + type.getModule().getName()
          : "of unknown origin";
    }
    return of(source.getLocation().toString());
  }

  /**
   * The same for a location, such as {@code file:/lib/some.jar} or
   * {@code jar:nested:/app.jar/!lib/some.jar!/}.
   */
  static String of(String location) {
    boolean folder = location.endsWith("/") && !location.endsWith("!/");
    String path = location.replaceAll("[!/]+$", "");
    // A plus sign is itself in a URL's path, unlike in a query.
    String[] words =
        URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8).split("[/\\\\]+");
    String last = words[words.length - 1];
    if (!folder || words.length < 4) {
      return last;
    }
    // Every build tool calls the folder itself "classes" or "main".
    return words[words.length - 3] + "/" + words[words.length - 2] + "/" + last;
  }
}
