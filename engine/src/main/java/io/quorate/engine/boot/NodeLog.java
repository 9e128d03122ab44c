package io.quorate.engine.boot;

import io.quorate.engine.node.NodeObserver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what an operator should hear of: why a node has stopped by itself, once, with the stack
 * trace of the cause, and that frames are refused.
 */
final class NodeLog implements NodeObserver {
  private static final Logger LOG = LoggerFactory.getLogger(NodeLog.class);

  private final String nodeName;

  NodeLog(String nodeName) {
    this.nodeName = nodeName;
  }

  @Override
  public void failed(String problem, Throwable cause) {
    LOG.error("{} has stopped: {}", nodeName, problem, cause);
  }

  @Override
  public void refused(String problem) {
    LOG.warn("{}: {}", nodeName, problem);
  }
}
