package io.quorate.transport.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.sim.tck.transport.Await;
import io.quorate.transport.common.PinGuard.Way;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.helpers.MessageFormatter;

class PinGuardTest {
  @TempDir
  Path directory;

  private final List<String> logged = new CopyOnWriteArrayList<>();
  private final LongAdder refused = new LongAdder();
  private final X509Certificate certificate = Known.certificate();
  private Path list;
  private PinGuard guard;

  @BeforeEach
  void make() throws Exception {
    list = Files.writeString(directory.resolve("pins"), Known.OTHER_PIN);
    guard = new PinGuard("n", PinFile.read(list), refused, logger());
  }

  @AfterEach
  void close() throws Exception {
    guard.close();
    assertThat(guard.awaitEnded(20_000)).isTrue();
  }

  /** Keeps what is logged. */
  private Logger logger() {
    return (Logger) Proxy.newProxyInstance(
        Logger.class.getClassLoader(), new Class<?>[] {Logger.class}, (proxy, method, given) -> {
          List<Object> arguments = new ArrayList<>();
          for (int i = 1; i < given.length; i++) {
            if (given[i] instanceof Object[] more) {
              arguments.addAll(List.of(more));
            } else {
              arguments.add(given[i]);
            }
          }
          logged.add(method.getName() + " "
              + MessageFormatter.arrayFormat((String) given[0], arguments.toArray())
                  .getMessage());
          return null;
        });
  }

  private Optional<String> refusal(Way way, String host) {
    return guard.refusal(way, () -> host, Optional.of(certificate));
  }

  @Test
  void aRefusalSaysWhatWasSeenAndWhatWouldBeRight() {
    String sentence =
        "no connection from 192.0.2.7: its certificate, for CN=known, has a key with the pin "
            + Known.PIN + ", which '" + list
            + "' does not list; if it is to be a member of this cluster, add that line";
    assertThat(refusal(Way.IN, "192.0.2.7")).contains(sentence);
    assertThat(logged).containsExactly("warn n: " + sentence);
    assertThat(guard.refusal(Way.OUT, () -> "h", Optional.empty()))
        .contains("no connection to h: it shows no certificate");
  }

  @Test
  void refusalsAreCountedAndLoggedOnceForEachHost() {
    for (int i = 0; i < 3; i++) {
      refusal(Way.IN, "192.0.2.7");
      refusal(Way.OUT, "node-2");
    }
    assertThat(refused.sum()).isEqualTo(6);
    assertThat(logged).hasSize(2);
  }

  @Test
  void whoIsListedIsNeitherRefusedNorCounted() throws Exception {
    Files.writeString(list, Known.PIN + "\n" + Known.OTHER_PIN);
    guard.look();
    assertThat(refusal(Way.IN, "192.0.2.7")).isEmpty();
    assertThat(refused.sum()).isZero();
  }

  @Test
  void anotherListIsFoundAndToldWithoutBeingAskedFor() throws Exception {
    AtomicInteger changes = new AtomicInteger();
    guard.start(changes::incrementAndGet);
    Files.writeString(list, Known.PIN);
    Await.until(Duration.ofSeconds(20), () -> "it is told: " + logged, () -> changes.get() == 1);
    assertThat(refusal(Way.IN, "192.0.2.7")).isEmpty();
    assertThat(logged).hasSize(1).first().asString().startsWith("info n: the pins: '" + list);
  }

  @Test
  void badListsAreLogged() throws Exception {
    Files.writeString(list, "nonsense");
    guard.look();
    guard.look();
    assertThat(logged).hasSize(1).first().asString().startsWith("warn n: the pins cannot be taken");
  }

  @Test
  void theOrdinaryManagerIsAskedFirstAndToldTheConnection() throws Exception {
    List<String> asked = new ArrayList<>();
    X509ExtendedTrustManager trust =
        guard.around(new Recording(asked), engine -> Optional.of("192.0.2.9"));
    SSLEngine engine = SSLContext.getDefault().createSSLEngine("node-2", 7);
    X509Certificate[] chain = {certificate};
    assertThatThrownBy(() -> trust.checkServerTrusted(chain, "t", engine))
        .isInstanceOf(CertificateException.class)
        .hasMessageContaining("no connection to node-2: ");
    assertThatThrownBy(() -> trust.checkClientTrusted(chain, "t", engine))
        .hasMessageContaining("no connection from 192.0.2.9: ");
    try (Socket socket = new Socket()) {
      assertThatThrownBy(() -> trust.checkServerTrusted(chain, "t", socket))
          .hasMessageContaining("no connection to an unknown host: ");
      assertThatThrownBy(() -> trust.checkClientTrusted(chain, "t", socket))
          .hasMessageContaining("no connection from an unknown host: ");
    }
    assertThatThrownBy(() -> trust.checkServerTrusted(chain, "t")).hasMessageContaining("to an");
    assertThatThrownBy(() -> trust.checkClientTrusted(chain, "t")).hasMessageContaining("from an");
    assertThat(asked)
        .containsExactly(
            "server engine", "client engine", "server socket", "client socket", "server", "client");

    Files.writeString(list, Known.PIN);
    trust.checkServerTrusted(chain, "t", engine);
    trust.checkClientTrusted(chain, "t", engine);
    assertThatThrownBy(() -> trust.checkServerTrusted(chain, "untrusted", engine))
        .hasMessage("untrusted");
    assertThat(trust.getAcceptedIssuers()).isEmpty();
  }

  /** Trusts by the authentication type. */
  private static final class Recording extends X509ExtendedTrustManager {
    private final List<String> asked;

    Recording(List<String> asked) {
      this.asked = asked;
    }

    private void ask(String what, String authType) throws CertificateException {
      asked.add(what);
      if (authType.equals("untrusted")) {
        throw new CertificateException(authType);
      }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
        throws CertificateException {
      ask("client socket", authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
        throws CertificateException {
      ask("server socket", authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
        throws CertificateException {
      ask("client engine", authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
        throws CertificateException {
      ask("server engine", authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      ask("client", authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      ask("server", authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
