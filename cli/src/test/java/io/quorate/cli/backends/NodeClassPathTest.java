package io.quorate.cli.backends;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NodeClassPathTest {
  private static NodeClassPath of(String wal, String transport, String discovery) {
    return NodeMake.of(new Backends(wal, transport, discovery), List.of(), Map.of())
        .classPath();
  }

  private static List<FoundBackend<?>> found() throws IOException {
    try (BackendFinder finder = BackendFinder.of(List.of(), new ArrayList<>())) {
      return finder.all();
    }
  }

  @Test
  void theProgramBringsAllBackends() throws IOException {
    assertThat(found())
        .extracting(FoundBackend::name)
        .containsExactlyInAnyOrder("rocksdb", "h2", "memory", "grpc", "http", "static", "dns");
  }

  @Test
  void aNodeHasTheChosenBackendsOnItsClassPathAndNoOthers() throws IOException {
    NodeClassPath path = of("h2", "http", "dns");
    assertThat(path.names()).isEmpty();
    for (FoundBackend<?> found : found()) {
      boolean chosen = Stream.of("h2", "http", "dns").anyMatch(found.name()::equals);
      assertThat(path.entries().contains(found.location().orElseThrow()))
          .as("%s is on %s", found, path)
          .isEqualTo(chosen);
    }
  }

  @Test
  void aBackendForTestsIsNamed() {
    assertThat(of("memory", "grpc", "static").names()).containsOnly(Map.entry("wal", "memory"));
  }

  @Test
  void whatIsNotThereIsToldAllAtOnce() {
    assertThatThrownBy(() -> of("papyrus", "pigeon", "static"))
        .hasMessageContaining("there is no wal 'papyrus'; found: ")
        .hasMessageContaining("there is no transport 'pigeon'; found: ");
  }
}
