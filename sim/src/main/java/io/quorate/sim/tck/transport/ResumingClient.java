package io.quorate.sim.tck.transport;

import io.quorate.NodeAddress;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Connects to a server of HTTP/2 over TLS, again and again, and resumes the session of the time
 * before if the server lets it. For one thread.
 */
public final class ResumingClient {
  private static final int PATIENCE_MILLIS = 20_000;

  /** How a client of HTTP/2 begins: the preface, and empty settings. */
  private static final byte[] GREETING =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);

  private static final int PING_TYPE = 6;
  private static final byte[] PING = {0, 0, 8, PING_TYPE, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8};

  private final SSLContext context;
  private final String protocol;

  /** Of a session that is resumed the server's certificate is not shown. */
  private final AtomicInteger shown = new AtomicInteger();

  /**
   * Makes a client; does not connect. It trusts everybody.
   *
   * @param own what it shows to servers; with a key of an elliptic curve
   * @param protocol {@code TLSv1.2} or {@code TLSv1.3}
   * @throws Exception if the files cannot be read
   */
  public ResumingClient(TestCertificates.Identity own, String protocol) throws Exception {
    this.protocol = protocol;
    X509Certificate certificate;
    try (InputStream in = Files.newInputStream(own.certificate())) {
      certificate =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "own",
        KeyFactory.getInstance("EC")
            .generatePrivate(new PKCS8EncodedKeySpec(der(own.privateKey()))),
        new char[0],
        new X509Certificate[] {certificate});
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), new TrustManager[] {new Counting()}, null);
  }

  /** Reads a frame and tells its type. */
  private static int readFrame(DataInputStream in) throws IOException {
    int lengthAndType = in.readInt();
    in.skipNBytes(5 + (lengthAndType >>> 8));
    return lengthAndType & 0xff;
  }

  private static byte[] der(Path pem) throws IOException {
    return Base64.getMimeDecoder()
        .decode(Files.readString(pem).replaceAll("-----[A-Z ]+-----", ""));
  }

  private final class Counting implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {
      shown.incrementAndGet();
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  /**
   * How a server has received this client.
   *
   * @param resumed whether the session of an earlier connection went on
   * @param served whether the server speaks HTTP/2 with it
   */
  public record Reception(boolean resumed, boolean served) {}

  /**
   * Connects once.
   *
   * @param server whereto
   * @return how it went
   */
  public Reception connect(NodeAddress server) {
    int before = shown.get();
    boolean served = false;
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(server.host(), server.port())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setProtocols(new String[] {protocol});
      parameters.setApplicationProtocols(new String[] {"h2"});
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      socket.getOutputStream().write(GREETING);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      // What sessions are resumed with comes on the way to the server's own settings.
      readFrame(in);
      // Those may have been sent before it looked who is there; so it is asked for more.
      socket.getOutputStream().write(PING);
      while (readFrame(in) != PING_TYPE) {
        // Other frames may come first.
      }
      served = true;
    } catch (IOException e) {
      // As it is with servers that hang up.
    }
    return new Reception(shown.get() == before, served);
  }
}
