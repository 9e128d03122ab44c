package io.quorate.transport.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.NodeAddress;
import io.quorate.sim.tck.transport.ResumingClient;
import io.quorate.sim.tck.transport.ResumingClient.Reception;
import io.quorate.sim.tck.transport.TestCertificates;
import io.quorate.sim.tck.transport.TestCertificates.Identity;
import io.quorate.transport.common.PinGuard;
import io.quorate.transport.common.TlsFiles;
import io.quorate.transport.common.TlsMaterial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class AcceptedChannelsTest {
  @TempDir
  Path directory;

  /** Netty's engines know no host on this side, and the log is to name it. */
  @Test
  void theHostOfAHandshakeIsFound() throws Exception {
    Identity node =
        new TestCertificates(directory).selfSigned("node", "dns:localhost,ip:127.0.0.1");
    Path pins = Files.writeString(directory.resolve("pins"), "sha256/" + "A".repeat(43) + "=\n");
    TlsMaterial material = TlsContexts.KEYS.read(
        new TlsFiles(node.certificate(), node.privateKey(), Optional.of(node.certificate()), true)
            .withPins(pins));
    TransportCounters counters = new TransportCounters();
    PinGuard guard = new PinGuard(
        "n",
        material.pins().orElseThrow(),
        counters.tlsUnpinned,
        LoggerFactory.getLogger(AcceptedChannelsTest.class));
    AcceptedChannels accepted = new AcceptedChannels();
    List<Optional<String>> hosts = new CopyOnWriteArrayList<>();
    TlsContexts tls = TlsContexts.of(material, guard.around(material.trust(), engine -> {
      Optional<String> host = accepted.host(engine);
      hosts.add(host);
      return host;
    }));
    IoThreads threads = new IoThreads("n", 2, accepted::add);
    FrameServer server = new FrameServer(
        GrpcTransportOptions.of("n", new NodeAddress("127.0.0.1", 0), 1 << 20),
        Optional.of(tls),
        threads,
        counters,
        Optional.of(guard),
        accepted,
        (hint, frame) -> {});
    server.start();
    try {
      NodeAddress address = new NodeAddress("127.0.0.1", server.port());
      for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
        assertThat(new ResumingClient(node, protocol).connect(address))
            .isEqualTo(new Reception(false, false));
      }
    } finally {
      server.stop();
      threads.stop(1_000);
      assertThat(threads.awaitStopped(20_000)).isTrue();
      guard.close();
    }
    assertThat(hosts).containsExactly(Optional.of("127.0.0.1"), Optional.of("127.0.0.1"));
    assertThat(counters.tlsUnpinned.sum()).isEqualTo(2);
  }
}
