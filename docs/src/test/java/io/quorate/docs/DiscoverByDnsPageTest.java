package io.quorate.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.Raft;
import io.quorate.RaftConfiguration;
import io.quorate.RaftStatus;
import java.io.IOException;
import java.io.StringReader;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The listing of docs/how-to/discover-by-dns.md, and what the page says. Clusters that form by it
 * are tests of the discovery itself.
 */
@Timeout(60)
class DiscoverByDnsPageTest {
  private static final String PAGE =
      Documents.read(Documents.ROOT.resolve("docs/how-to/discover-by-dns.md"));
  private static final Pattern PROPERTIES = Pattern.compile("(?ms)^```\\R(discovery\\..*?)^```");

  @TempDir
  Path directory;

  /** A server that never answers. */
  private DatagramSocket silent;

  @BeforeEach
  void open() throws IOException {
    silent = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
  }

  @AfterEach
  void close() {
    silent.close();
  }

  private RaftConfiguration.Builder common() {
    return RaftConfiguration.builder()
        .withoutAmbientSources()
        .classLoader(MoreBackends.LOADER)
        .port(0)
        .dataDirectory(directory)
        .set("wal", "rocksdb")
        .set("transport", "grpc")
        .set("discovery", "dns")
        .set("discovery.dns.servers", "127.0.0.1:" + silent.getLocalPort());
  }

  @Test
  void aNodeIsMadeAsThePageSays() {
    RaftConfiguration.Builder common = common();
    // #region services
    RaftConfiguration configuration = common // as of all members
        .nodeId(1)
        .advertise("node-1.raft.example.org", 8001) // as the records name it
        .expectMembers(3) // DNS does not tell: some members may not be there yet
        .set("discovery.dns.services", "_raft._tcp.example.org")
        .build();
    // #endregion
    try (Raft raft = Raft.create(configuration)) {
      assertThat(raft.status().state()).isEqualTo(RaftStatus.State.CREATED);
    }
  }

  @Test
  void propertiesWorkAsTheyStandThere() throws IOException {
    Matcher fence = PROPERTIES.matcher(PAGE);
    assertThat(fence.find()).isTrue();
    Properties properties = new Properties();
    properties.load(new StringReader(fence.group(1)));
    RaftConfiguration.Builder builder = common().nodeId(1).expectMembers(3);
    properties.forEach((key, value) -> builder.set((String) key, (String) value));
    try (Raft raft = Raft.create(builder.build())) {
      assertThat(raft.status().state()).isEqualTo(RaftStatus.State.CREATED);
    }
  }

  @Test
  void whoDoesNotSayHowManyAreExpectedIsTold() {
    try (Raft raft = Raft.create(common()
        .nodeId(1)
        .set("discovery.dns.services", "_raft._tcp.example.org")
        .build())) {
      String says = "nobody says how many are expected: set cluster.expect";
      assertThat(PAGE).contains(says);
      assertThatThrownBy(() -> raft.joinCluster(Duration.ofMillis(100)))
          .hasMessageStartingWith("QRT-401")
          .hasMessageContaining(says);
    }
  }
}
