package io.quorate.sim.tck;

import io.quorate.NodeAddress;
import io.quorate.sim.tck.transport.Await;
import io.quorate.sim.tck.transport.Endpoint;
import io.quorate.sim.tck.transport.Frame;
import io.quorate.sim.tck.transport.ResumingClient;
import io.quorate.sim.tck.transport.ResumingClient.Reception;
import io.quorate.sim.tck.transport.TestCertificates;
import io.quorate.sim.tck.transport.TestCertificates.Identity;
import io.quorate.spi.Transport.Admission;
import io.quorate.spi.TransportProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is expected of a transport whose peers' keys are pinned, for those with the keys
 * {@code transport.<name>.tls.certificate}, {@code private-key}, {@code trusted-certificates},
 * {@code mutual} and {@code pins}, that count what they refuse as {@code tls.unpinned}, and speak
 * HTTP/2 over TLS when asked to. Works on real sockets; takes half a minute.
 */
public abstract class PinnedTlsConformance {
  /** Of what should take two seconds at most. Long, for machines that are busy. */
  private static final Duration LONG = Duration.ofSeconds(20);

  private static final String UNPINNED = "tls.unpinned";

  @TempDir
  private static Path directory;

  private static Identity a;
  private static Identity b;
  private static Identity c;
  private static Identity elsewhere;
  private static Path everybody;

  private final List<Endpoint> opened = new ArrayList<>();
  private int lists;

  /** For subclasses. */
  protected PinnedTlsConformance() {}

  /**
   * The provider under test.
   *
   * @return any time a new one, or the same
   */
  protected abstract TransportProvider provider();

  /**
   * Settings beside those of TLS.
   *
   * @return by key name; none unless overridden
   */
  protected Map<String, String> settings() {
    return Map.of();
  }

  @BeforeAll
  static void makeCertificates() throws Exception {
    TestCertificates certificates = new TestCertificates(directory);
    a = certificates.selfSigned("a", "dns:localhost,ip:127.0.0.1");
    b = certificates.selfSigned("b", "dns:localhost,ip:127.0.0.1");
    c = certificates.selfSigned("c", "dns:localhost,ip:127.0.0.1");
    elsewhere = certificates.selfSigned("elsewhere", "dns:other.example");
    StringBuilder all = new StringBuilder();
    for (Identity one : List.of(a, b, c, elsewhere)) {
      all.append(Files.readString(one.certificate()));
    }
    everybody = Files.writeString(directory.resolve("everybody.crt"), all);
  }

  @AfterEach
  void closeAll() {
    opened.forEach(Endpoint::close);
  }

  /** Not with what is under test. */
  private static String pin(Identity who) throws Exception {
    Certificate certificate;
    try (InputStream in = Files.newInputStream(who.certificate())) {
      certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(certificate.getPublicKey().getEncoded());
    return "sha256/" + Base64.getEncoder().encodeToString(digest);
  }

  private Path list(Identity... pinned) throws Exception {
    Path file = directory.resolve("pins-" + getClass().getSimpleName() + ++lists);
    write(file, pinned);
    return file;
  }

  /** As operators should: at once. */
  private static void write(Path file, Identity... pinned) throws Exception {
    StringBuilder text = new StringBuilder("# who may speak\n\n");
    for (Identity one : pinned) {
      text.append(pin(one)).append("  # ").append(one.name()).append('\n');
    }
    replace(file, text.toString());
  }

  private static void replace(Path file, String text) throws IOException {
    Path made = Files.writeString(directory.resolve("made"), text);
    Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private Endpoint open(Identity who, Path pins) throws Exception {
    TransportProvider provider = provider();
    String prefix = "transport." + provider.name() + ".tls.";
    Map<String, String> all = new HashMap<>(settings());
    all.put(prefix + "certificate", who.certificate().toString());
    all.put(prefix + "private-key", who.privateKey().toString());
    all.put(prefix + "trusted-certificates", everybody.toString());
    all.put(prefix + "mutual", "true");
    all.put(prefix + "pins", pins.toString());
    Endpoint endpoint = new Endpoint(provider, all, new NodeAddress("127.0.0.1", 0), 1 << 20);
    opened.add(endpoint);
    return endpoint.start();
  }

  private static void assertRefused(Endpoint from, Endpoint to) {
    Await.until(
        LONG,
        () -> "the peer is unreachable: " + from.transport().counters(),
        () -> from.transport().send(to.address(), new Frame(0, 0, Frame.HEADER_BYTES).encode())
            == Admission.SHED_UNREACHABLE);
  }

  private static void assertUnpinned(Endpoint who, boolean some) {
    long count = who.counter(UNPINNED);
    Expect.equal(some, count > 0, "whether connections are refused and counted");
  }

  @Test
  void peersWhoseKeysArePinnedUnderstandEachOther() throws Exception {
    Path both = list(a, b);
    Endpoint one = open(a, both);
    Endpoint other = open(b, both);
    one.reach(other, LONG);
    other.reach(one, LONG);
    assertUnpinned(one, false);
    assertUnpinned(other, false);
  }

  @Test
  void aPeerWhoseKeyIsNotPinnedIsNotSentTo() throws Exception {
    Endpoint one = open(a, list(a, c));
    Endpoint other = open(b, list(a, b));
    assertRefused(one, other);
    assertUnpinned(one, true);
    Expect.equal(0L, other.received(), "frames that arrive");
  }

  @Test
  void aPeerWhoseKeyIsNotPinnedIsNotHeard() throws Exception {
    Endpoint one = open(a, list(a, b));
    Endpoint other = open(b, list(b, c));
    assertRefused(one, other);
    assertUnpinned(one, false);
    assertUnpinned(other, true);
    Expect.equal(0L, other.received(), "frames that arrive");
  }

  @Test
  void aPinnedKeyDoesNotMakeUpForAnotherHostsName() throws Exception {
    Path both = list(a, elsewhere);
    Endpoint one = open(a, both);
    Endpoint other = open(elsewhere, both);
    assertRefused(one, other);
    assertUnpinned(one, false);
    // Who connects has no name to prove.
    other.reach(one, LONG);
  }

  @Test
  void aRevokedKeyEndsConnectionsInAndOutAndNoOthers() throws Exception {
    Path ofA = list(a, b, c);
    Path ofOthers = list(a, b, c);
    Endpoint one = open(a, ofA);
    Endpoint revoked = open(b, ofOthers);
    Endpoint third = open(c, ofOthers);
    for (Endpoint peer : List.of(revoked, third)) {
      one.reach(peer, LONG);
      peer.reach(one, LONG);
    }

    write(ofA, a, c);
    assertRefused(revoked, one);
    assertUnpinned(one, true);
    assertRefused(one, revoked);
    // Nothing is on its way any more.
    long atOne = one.received();
    long atRevoked = revoked.received();
    third.reach(one, LONG);
    one.reach(third, LONG);
    Expect.equal(0L, third.counter("connections.lost"), "what the third peer lost");
    Expect.equal(atRevoked, revoked.received(), "what reaches the revoked peer");
    Expect.isTrue(one.received() > atOne, "the third peer is heard");
    assertUnpinned(revoked, false);

    write(ofA, a, b, c);
    revoked.reach(one, LONG);
    one.reach(revoked, LONG);
  }

  @Test
  void aMalformedListLeavesTheLastGoodOneInForce() throws Exception {
    Path ofA = list(a, b);
    Endpoint one = open(a, ofA);
    replace(ofA, pin(c) + "\nsha256/short\n");
    Endpoint other = open(b, list(a, b));
    other.reach(one, LONG);
    one.reach(other, LONG);
    assertRefused(open(c, list(a, c)), one);
    Files.delete(ofA);
    Endpoint again = open(b, list(a, b));
    again.reach(one, LONG);
    one.reach(again, LONG);
    write(ofA, a, c);
    open(c, list(a, c)).reach(one, LONG);
    assertRefused(again, one);
  }

  @Test
  void aSessionThatIsResumedIsNoWayAround() throws Exception {
    for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
      Path ofA = list(a, b);
      Endpoint one = open(a, ofA);
      ResumingClient client = new ResumingClient(b, protocol);
      Expect.equal(new Reception(false, true), client.connect(one.address()), protocol + " first");
      Expect.equal(new Reception(true, true), client.connect(one.address()), protocol + " again");
      assertUnpinned(one, false);
      write(ofA, a);
      // Whose handshake shows a certificate, so that the new list is in force after it.
      assertRefused(open(b, list(a, b)), one);
      long before = one.counter(UNPINNED);
      Expect.equal(
          new Reception(true, false), client.connect(one.address()), protocol + " when revoked");
      Expect.isTrue(one.counter(UNPINNED) > before, "what was resumed in vain is counted");
    }
  }
}
