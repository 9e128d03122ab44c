package io.quorate.engine.boot;

import io.quorate.RaftConfiguration;
import io.quorate.RaftException;
import io.quorate.engine.system.StoreId;
import io.quorate.spi.Wal;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The identity of a log that the application has opened itself. There may be no data directory, so
 * that what a marker would say stands in the log's own key-value area.
 */
final class GivenStore {
  static final String KEY = "quorate.store";

  private GivenStore() {}

  /**
   * Reads the log's identity, or gives it one.
   *
   * @throws RaftException QRT-303 if it belongs to another node, QRT-308 if the configured data
   *     directory holds a store
   */
  static StoreId open(RaftConfiguration configuration, Wal wal) throws WalException {
    configuration.dataDirectory().ifPresent(GivenStore::refuseMarker);
    Optional<byte[]> stored = wal.metadata(KEY);
    if (stored.isEmpty()) {
      StoreId made = DataDirectory.newStoreId();
      String text = configuration.nodeId() + " " + made;
      wal.append(WalBatch.ofMetadata(KEY, text.getBytes(StandardCharsets.UTF_8)));
      return made;
    }
    String text = new String(stored.get(), StandardCharsets.UTF_8);
    String[] words = text.split(" ");
    if (!words[0].equals(String.valueOf(configuration.nodeId()))) {
      throw new RaftException(
          "QRT-303",
          "The given WAL belongs to node " + words[0] + ", but this is node "
              + configuration.nodeId() + ". Set node.id=" + words[0]
              + ", or give this node a WAL of its own.");
    }
    return StoreId.parse(words[1]);
  }

  private static void refuseMarker(Path directory) {
    Optional<StoreMarker> marker;
    try {
      marker = StoreMarker.read(directory);
    } catch (IOException e) {
      throw DataDirectory.unusable(directory, e);
    }
    if (marker.isPresent()) {
      throw new RaftException(
          "QRT-308",
          "The data directory " + directory + " holds a store of "
              + marker.get().backend()
              + ", but a WAL instance was given: the node would forget its votes and its log. Give no instance, or name"
              + " another data.directory.");
    }
  }
}
