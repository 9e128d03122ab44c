package com.example.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.NodeAddress;
import io.quorate.spi.Discovery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens while the file changes. */
class ChangingFileTest {
  @TempDir
  Path directory;

  @Test
  void theFileIsReadAgain() throws IOException {
    Path nodes = directory.resolve("nodes");
    Discovery discovery = new WatchedFileDiscovery(nodes);
    Files.writeString(nodes, "one:1\n");
    assertEquals(Set.of(new NodeAddress("one", 1)), discovery.resolve());
    Files.writeString(nodes, "two:2\none:1\n");
    assertEquals(Set.of(new NodeAddress("one", 1), new NodeAddress("two", 2)), discovery.resolve());
  }

  @Test
  void theLastGoodAnswerIsKept() throws IOException {
    Path nodes = directory.resolve("nodes");
    Discovery discovery = new WatchedFileDiscovery(nodes);
    IOException none = assertThrows(IOException.class, discovery::resolve);
    assertTrue(none.getMessage().contains(nodes.toString()), none.getMessage());
    Files.writeString(nodes, "one:1\n");
    discovery.resolve();
    Files.writeString(nodes, "two:2\nthree\n");
    assertEquals(Set.of(new NodeAddress("one", 1)), discovery.resolve());
    Files.delete(nodes);
    assertEquals(Set.of(new NodeAddress("one", 1)), discovery.resolve());
  }

  @Test
  void wrongLineIsNamed() throws IOException {
    Path nodes = directory.resolve("nodes");
    Files.writeString(nodes, "one:1\ntwo:0\n");
    IOException wrong = assertThrows(IOException.class, new WatchedFileDiscovery(nodes)::resolve);
    assertTrue(wrong.getMessage().contains("line 2: port 0"), wrong.getMessage());
  }
}
