package io.quorate.docs;

import io.quorate.RaftConfiguration;
import java.nio.file.Path;

/** The cluster of one node, on RocksDB and gRPC, on which pages run their listings. */
final class OneNode {
  private OneNode() {}

  static RaftConfiguration in(Path directory) {
    return RaftConfiguration.builder()
        .withoutAmbientSources()
        .nodeId(1)
        .port(0)
        .expectMembers(1)
        .dataDirectory(directory)
        .set("wal", "rocksdb")
        .set("transport", "grpc")
        .build();
  }
}
