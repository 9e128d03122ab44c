package io.quorate.spi;

import io.quorate.config.Settings;

/** What a provider is given, whatever it opens. */
public interface BackendContext {
  /**
   * The node's name. Threads of a backend are named {@code quorate-<node>-…}, so that a thread dump
   * of several nodes in one process can be read.
   *
   * @return the configured name
   */
  String nodeName();

  /**
   * The configured values, validated against {@link Backend#configKeys}.
   *
   * @return the settings
   */
  Settings settings();
}
