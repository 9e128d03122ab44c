package io.quorate.transport.http;

import io.quorate.sim.tck.TransportConformance;
import io.quorate.sim.tck.transport.TestCertificates;
import io.quorate.spi.TransportProvider;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** By HTTP/2 over mutual TLS; the other one is by HTTP/1.1 without. */
class HttpTwoTlsConformanceTest extends TransportConformance {
  @TempDir
  private static Path directory;

  private static TestCertificates.Identity authority;
  private static TestCertificates.Identity node;

  @BeforeAll
  static void makeCertificates() throws Exception {
    TestCertificates certificates = new TestCertificates(directory);
    authority = certificates.selfSigned("authority", "dns:authority");
    node = certificates.issued("node", "dns:localhost,ip:127.0.0.1", authority);
  }

  @Override
  protected TransportProvider provider() {
    return new HttpTransportProvider();
  }

  @Override
  protected Map<String, String> settings() {
    return Map.of(
        "transport.http.tls.certificate", node.certificate().toString(),
        "transport.http.tls.private-key", node.privateKey().toString(),
        "transport.http.tls.trusted-certificates", authority.certificate().toString(),
        "transport.http.tls.mutual", "true",
        // Patience for machines that are busy: a handshake that takes too long loses what waits.
        "transport.http.connect-timeout", "20s",
        // And the kit sends a frame again and again until it arrives, behind all that is queued.
        "transport.http.queue-bytes", "4MiB",
        "transport.http.http2", "true");
  }

  @Override
  protected Map<String, String> excuses() {
    return HttpTransportConformanceTest.EXCUSES;
  }
}
