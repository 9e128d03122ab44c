package io.quorate.transport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.NodeAddress;
import io.quorate.sim.tck.transport.Await;
import io.quorate.sim.tck.transport.TestCertificates;
import io.quorate.spi.Transport.Admission;
import io.quorate.spi.TransportException;
import io.quorate.transport.common.TlsFiles;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpTlsTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  @TempDir
  private static Path directory;

  private static TestCertificates.Identity authority;
  private static TestCertificates.Identity node;
  private static TestCertificates.Identity elsewhere;
  private static TestCertificates.Identity stranger;

  private final List<HttpTransport> opened = new ArrayList<>();

  @BeforeAll
  static void makeCertificates() throws Exception {
    TestCertificates certificates = new TestCertificates(directory);
    authority = certificates.selfSigned("authority", "dns:authority");
    node = certificates.issued("node", "dns:localhost,ip:127.0.0.1", authority);
    elsewhere = certificates.issued("elsewhere", "dns:other.example", authority);
    stranger = certificates.selfSigned("stranger", "dns:localhost,ip:127.0.0.1");
  }

  @AfterEach
  void closeAll() {
    opened.forEach(HttpTransport::close);
  }

  private HttpTransport open(Optional<TlsFiles> tls, AtomicInteger received)
      throws TransportException {
    HttpTransportOptions plain =
        HttpTransportOptions.of("n", new NodeAddress("127.0.0.1", 0), 1 << 20);
    HttpTransport transport = new HttpTransport(tls.map(plain::withTls).orElse(plain));
    opened.add(transport);
    transport.start((hint, bytes) -> received.incrementAndGet());
    return transport;
  }

  private void assertArrives(Optional<TlsFiles> from, Optional<TlsFiles> to)
      throws TransportException {
    AtomicInteger received = new AtomicInteger();
    HttpTransport receiver = open(to, received);
    HttpTransport sender = open(from, new AtomicInteger());
    sender.send(receiver.localAddress(), ByteBuffer.allocate(100_000));
    Await.until(LONG, () -> "the frame arrives: " + sender.counters(), () -> received.get() == 1);
  }

  private void assertRefused(Optional<TlsFiles> from, Optional<TlsFiles> to)
      throws TransportException {
    AtomicInteger received = new AtomicInteger();
    HttpTransport receiver = open(to, received);
    HttpTransport sender = open(from, new AtomicInteger());
    Await.until(
        LONG,
        () -> "the peer is unreachable: " + sender.counters(),
        () -> sender.send(receiver.localAddress(), ByteBuffer.allocate(1))
            == Admission.SHED_UNREACHABLE);
    assertThat(sender.counters()).containsEntry("connections.opened", 0L);
    assertThat(received).hasValue(0);
  }

  private static Optional<TlsFiles> files(
      TestCertificates.Identity who, TestCertificates.Identity trusted, boolean mutual) {
    return Optional.of(new TlsFiles(
        who.certificate(), who.privateKey(), Optional.of(trusted.certificate()), mutual));
  }

  @Test
  void nodesOfOneAuthorityUnderstandEachOther() throws Exception {
    assertArrives(files(node, authority, false), files(node, authority, false));
    assertArrives(files(node, authority, true), files(node, authority, true));
  }

  @Test
  void aPeerOfAnUnknownAuthorityIsNotSentTo() throws Exception {
    assertRefused(files(node, authority, false), files(stranger, stranger, false));
  }

  @Test
  void aPeerWithACertificateForAnotherHostIsNotSentTo() throws Exception {
    assertRefused(files(node, authority, false), files(elsewhere, authority, false));
  }

  @Test
  void mutualTlsRefusesSendersOfAnUnknownAuthority() throws Exception {
    assertRefused(files(stranger, authority, false), files(node, authority, true));
  }

  @Test
  void withoutMutualTlsAnySenderMaySend() throws Exception {
    assertArrives(files(stranger, authority, false), files(node, authority, false));
  }

  @Test
  void plaintextAndTlsDoNotMix() throws Exception {
    assertRefused(Optional.empty(), files(node, authority, false));
    assertRefused(files(node, authority, false), Optional.empty());
  }

  @Test
  void theProviderTurnsTlsOnFromTheKeys() throws Exception {
    HttpTransport transport = (HttpTransport) new HttpTransportProvider()
        .create(TestContext.of(Map.of(
            "transport.http.tls.certificate", node.certificate().toString(),
            "transport.http.tls.private-key", node.privateKey().toString(),
            "transport.http.tls.trusted-certificates", authority.certificate().toString(),
            "transport.http.tls.mutual", "true")));
    opened.add(transport);
    AtomicInteger received = new AtomicInteger();
    transport.start((hint, bytes) -> received.incrementAndGet());
    HttpTransport sender = open(files(node, authority, true), new AtomicInteger());
    sender.send(transport.localAddress(), ByteBuffer.allocate(1));
    Await.until(LONG, () -> "the frame arrives", () -> received.get() == 1);
    assertThat(open(files(stranger, authority, false), new AtomicInteger()).counters())
        .containsKey("sent.frames");
  }

  private static void assertProblems(Map<String, String> settings, String... problems) {
    assertThatThrownBy(() -> new HttpTransportProvider().create(TestContext.of(settings)))
        .isInstanceOf(TransportException.class)
        .message()
        .contains(problems)
        .satisfies(text -> assertThat(text.lines().count()).isEqualTo(problems.length + 1));
  }

  @Test
  void allThatIsWrongWithTheFilesIsListed() throws Exception {
    Path empty = Files.writeString(directory.resolve("empty.pem"), "");
    assertProblems(
        Map.of(
            "transport.http.tls.certificate", "no/such.pem", "transport.http.tls.mutual", "true"),
        "transport.http.tls.certificate: there is no file 'no/such.pem'",
        "transport.http.tls.private-key: is not set",
        "transport.http.tls.mutual: is true without transport.http.tls.trusted-certificates");
    assertProblems(
        Map.of(
            "transport.http.tls.certificate", node.certificate().toString(),
            "transport.http.tls.private-key", directory.toString(),
            "transport.http.tls.trusted-certificates", empty.toString(),
            "transport.http.queue-bytes", "1KiB"),
        "transport.http.tls.private-key: '" + directory + "' is not a file",
        "transport.http.tls.trusted-certificates: '" + empty + "' holds no certificate",
        "transport.http.queue-bytes: 1KiB has no room");
    assertProblems(
        Map.of(
            "transport.http.tls.trusted-certificates", authority.certificate().toString()),
        "transport.http.tls.private-key: is not set",
        "transport.http.tls.certificate: is not set");
    assertProblems(
        Map.of(
            "transport.http.tls.certificate", node.privateKey().toString(),
            "transport.http.tls.private-key", node.privateKey().toString()),
        "transport.http.tls.certificate: '" + node.privateKey() + "' ");
  }

  @Test
  void aKeyThatIsNoneOrBelongsToAnotherCertificateIsRefused() throws Exception {
    assertProblems(
        Map.of(
            "transport.http.tls.certificate", node.certificate().toString(),
            "transport.http.tls.private-key", node.certificate().toString()),
        "transport.http.tls.private-key: '" + node.certificate() + "' holds no private key");
    assertProblems(
        Map.of(
            "transport.http.tls.certificate", node.certificate().toString(),
            "transport.http.tls.private-key", stranger.privateKey().toString()),
        "transport.http.tls.private-key: the key in '" + stranger.privateKey()
            + "' does not belong to the certificate");
    Path old = Files.writeString(directory.resolve("old.key"), "-----BEGIN EC PRIVATE KEY-----\n");
    assertProblems(
        Map.of(
            "transport.http.tls.certificate", node.certificate().toString(),
            "transport.http.tls.private-key", old.toString()),
        "transport.http.tls.private-key: '" + old
            + "' holds an EC PRIVATE KEY, and must hold a PRIVATE KEY");
  }
}
