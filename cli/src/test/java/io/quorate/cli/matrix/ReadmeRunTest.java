package io.quorate.cli.matrix;

import io.quorate.cli.backends.Backends;
import io.quorate.cli.backends.NodeMake;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The program of README on backends that the class path decides on. With those that other tests run
 * in processes of their own, each two of different kinds meet.
 */
class ReadmeRunTest {
  @TempDir
  Path directory;

  @ParameterizedTest
  @CsvSource({"rocksdb, http, static", "h2, grpc, static", "memory, grpc, dns"})
  @Timeout(180)
  void threeProcessesAgreeOnAGreeting(String wal, String transport, String discovery)
      throws Exception {
    NodeMake make = NodeMake.of(new Backends(wal, transport, discovery), List.of(), Map.of())
        .shortLived();
    try (ReadmeRun run = new ReadmeRun(make, directory)) {
      run.run();
    }
  }
}
