package io.quorate.sim.script;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Runs scripts: hand-written scenarios for the core. A run has no chance in it, no thread and no
 * clock, so that the same script always has the same trace. Safe to use from any thread; a run uses
 * the caller's alone.
 */
public final class Scripts {
  private static final String SUFFIX = ".script";

  private Scripts() {}

  /**
   * Runs a file.
   *
   * @param file UTF-8, by convention {@code *.script}
   * @return what came of it; an error in the script is a result
   * @throws IOException if it cannot be read
   */
  public static ScriptResult run(Path file) throws IOException {
    Path name = file.getFileName();
    return run(
        name == null ? file.toString() : name.toString(),
        Files.readString(file, StandardCharsets.UTF_8));
  }

  /**
   * Runs a text.
   *
   * @param name how messages and the trace call it
   * @param text the script
   * @return what came of it; an error in the script is a result
   */
  public static ScriptResult run(String name, String text) {
    return Script.run(name, text);
  }

  /**
   * Where the trace of a script is recorded, if it is.
   *
   * @param script {@code some/name.script}
   * @return {@code some/name.trace}
   */
  public static Path traceOf(Path script) {
    String name = String.valueOf(script.getFileName());
    String stem = name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    return script.resolveSibling(stem + ".trace");
  }
}
