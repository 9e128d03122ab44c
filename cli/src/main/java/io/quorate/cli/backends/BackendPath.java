package io.quorate.cli.backends;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The option that says where else backends may be. */
public final class BackendPath {
  @Option(
      names = "--classpath",
      paramLabel = "PATH",
      description = "Where else to look for backends: jars, folders with classes, and folder/*,"
          + " separated as in a class path.")
  private List<String> paths = new ArrayList<>();

  /**
   * What was given.
   *
   * @return as it was given, each a class path of its own; empty if nothing was
   */
  public List<String> paths() {
    return paths;
  }
}
