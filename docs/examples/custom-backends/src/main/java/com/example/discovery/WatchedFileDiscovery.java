package com.example.discovery;

import io.quorate.NodeAddress;
import io.quorate.spi.Discovery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Answers with what a file says. It is read at each question, which come every few seconds at most
 * and only while somebody is missed, so that there is no need for a thread that watches it.
 */
// #region discovery
final class WatchedFileDiscovery implements Discovery {
  private static final System.Logger LOG = System.getLogger(WatchedFileDiscovery.class.getName());

  private final Path file;
  private SortedSet<NodeAddress> last = Collections.emptySortedSet();
  private boolean failing;

  WatchedFileDiscovery(Path file) {
    this.file = file;
  }

  @Override
  public SortedSet<NodeAddress> resolve() throws IOException {
    try {
      last = read();
      failing = false;
    } catch (IOException e) {
      if (last.isEmpty()) {
        throw e; // nothing to fall back on; the node's status shows the message
      }
      if (!failing) {
        LOG.log(System.Logger.Level.WARNING, e.getMessage() + "; still known: " + last);
      }
      failing = true;
    }
    return last;
  }

  /**
   * All or nothing. A file that is being written may still be taken for a shorter one, if it is cut
   * at the end of a line: write another, and rename it.
   */
  private SortedSet<NodeAddress> read() throws IOException {
    SortedSet<NodeAddress> found = new TreeSet<>();
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new IOException(file + " cannot be read: " + e, e);
    }
    if (!text.isEmpty() && !text.endsWith("\n")) {
      throw new IOException(file + " ends in the middle of a line; it may be being written");
    }
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String address = lines.get(i).replaceFirst("#.*", "").strip();
      if (!address.isEmpty()) {
        found.add(address(i + 1, address));
      }
    }
    if (found.isEmpty() && !last.isEmpty()) {
      throw new IOException(file + " names nobody any more; it may be being written");
    }
    return Collections.unmodifiableSortedSet(found);
  }

  private NodeAddress address(int line, String text) throws IOException {
    try {
      NodeAddress address = NodeAddress.parse(text);
      if (address.port() == 0) {
        throw new IllegalArgumentException("port 0 reaches nobody; name one from 1 to 65535");
      }
      return address;
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ", line " + line + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    // Nothing is open between two questions.
  }
}
// #endregion
