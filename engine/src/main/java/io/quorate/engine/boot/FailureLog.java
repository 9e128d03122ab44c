package io.quorate.engine.boot;

import io.quorate.engine.node.NodeObserver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs why a node has stopped by itself, once, with the stack trace of the cause. */
final class FailureLog implements NodeObserver {
  private static final Logger LOG = LoggerFactory.getLogger(FailureLog.class);

  private final String nodeName;

  FailureLog(String nodeName) {
    this.nodeName = nodeName;
  }

  @Override
  public void failed(String problem, Throwable cause) {
    LOG.error("{} has stopped: {}", nodeName, problem, cause);
  }
}
