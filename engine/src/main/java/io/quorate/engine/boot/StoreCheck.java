package io.quorate.engine.boot;

import io.quorate.RaftException;
import io.quorate.spi.WalProvider;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Compares a data directory's marker with what is about to open the directory. */
final class StoreCheck {
  private StoreCheck() {}

  /**
   * Refuses what does not fit; every message names both sides.
   *
   * @throws RaftException QRT-302, QRT-303, QRT-305 or QRT-306
   */
  static void check(Path directory, int nodeId, WalProvider provider, StoreMarker marker)
      throws IOException {
    if (!marker.backend().equals(provider.name())) {
      throw new RaftException(
          "QRT-302",
          "The data directory " + directory + " holds a store of the WAL " + marker.backend()
              + ", but the WAL is "
              + provider.name() + ", which would start with an empty log. Name the WAL with wal="
              + marker.backend()
              + ", or another data.directory.");
    }
    if (marker.nodeId() != nodeId) {
      throw new RaftException(
          "QRT-303",
          "The data directory " + directory + " belongs to node " + marker.nodeId()
              + ", but this is node " + nodeId + ". Set node.id=" + marker.nodeId()
              + ", or name another data.directory.");
    }
    if (marker.backendFormat() > provider.formatVersion()) {
      throw new RaftException(
          "QRT-305",
          "The data directory " + directory + " was written by a newer " + provider.name()
              + " WAL: format "
              + marker.backendFormat() + ", this release reads up to " + provider.formatVersion()
              + ". Use a newer release, or another data.directory.");
    }
    Path wal = DataDirectory.walDirectory(directory, provider.name());
    if (marker.walOpened() && isEmpty(wal)) {
      throw new RaftException(
          "QRT-306",
          "The data directory " + directory + " has its marker, but the log in " + wal.getFileName()
              + " is gone: this node has lost its votes and its entries. Restore the directory as a whole from this"
              + " node's own disk. If there is no copy, the node cannot come back under node.id="
              + nodeId + ".");
    }
  }

  private static boolean isEmpty(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return true;
    }
    try (DirectoryStream<Path> content = Files.newDirectoryStream(directory)) {
      return !content.iterator().hasNext();
    }
  }
}
