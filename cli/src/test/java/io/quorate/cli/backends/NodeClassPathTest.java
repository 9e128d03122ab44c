package io.quorate.cli.backends;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.cli.backends.FoundBackend.Kind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NodeClassPathTest {
  private static NodeClassPath of(String wal, String transport, String discovery) {
    return NodeClassPath.of(new Backends(wal, transport, discovery), List.of());
  }

  @Test
  void theProgramBringsAllBackends() {
    assertThat(NodeClassPath.found(List.of()))
        .extracting(FoundBackend::name)
        .containsExactlyInAnyOrder("rocksdb", "h2", "memory", "grpc", "http", "static", "dns");
  }

  @Test
  void aNodeHasTheChosenBackendsOnItsClassPathAndNoOthers() {
    NodeClassPath path = of("h2", "http", "dns");
    assertThat(path.names()).isEmpty();
    for (FoundBackend found : NodeClassPath.found(List.of())) {
      boolean chosen = Stream.of("h2", "http", "dns").anyMatch(found.name()::equals);
      assertThat(path.entries().contains(found.location()))
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

  @Test
  void aBackendKnowsWhereItComesFrom() {
    Path location = NodeClassPath.found(List.of()).stream()
        .filter(found -> found.kind() == Kind.WAL)
        .findFirst()
        .orElseThrow()
        .location();
    assertThat(location).exists();
  }
}
