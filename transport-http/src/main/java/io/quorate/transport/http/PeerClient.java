package io.quorate.transport.http;

import io.quorate.NodeAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Sends requests to one peer, one at a time, over a connection that it keeps. Blocks. For one
 * thread, but for {@link #cancel}.
 */
final class PeerClient {
  /** How much of an answer's text is read. Ours are shorter. */
  private static final int TEXT_BYTES = 1 << 10;

  private final HttpTransportOptions options;
  private final OkHttpClient client;
  private final HttpUrl url;
  private final Function<SSLSession, Optional<String>> refusal;
  private final CallLimit limit;
  private final Runnable pace;
  private volatile boolean cancelled;
  private volatile Call call;

  /** What the call under way goes over, once it is known; or the last one went over. */
  private volatile Connection current;

  /** What has answered last. */
  private Connection proven;

  /**
   * An answer.
   *
   * @param first whether it is the first on its connection
   * @param status its status
   * @param marked whether it is by a transport like this one
   * @param contentType what it says that it is; may be empty
   * @param grpcStatus the status of gRPC, if it is an answer of gRPC
   * @param text the beginning of the body; empty for an answer that says all is well
   */
  record Answer(
      boolean first,
      int status,
      boolean marked,
      String contentType,
      Optional<String> grpcStatus,
      String text) {
    boolean delivered() {
      return marked && status == 204;
    }
  }

  /**
   * Makes a client; does not connect.
   *
   * @param refusal why the peer of a session may not be spoken with; asked of connections with TLS
   * @throws IllegalArgumentException if the address cannot be the host of a URL
   */
  PeerClient(
      NodeAddress peer,
      HttpTransportOptions options,
      Optional<TlsContexts> tls,
      Function<SSLSession, Optional<String>> refusal,
      ClientThreads threads,
      ScheduledExecutorService timer) {
    this.options = options;
    this.refusal = refusal;
    this.limit = new CallLimit(timer);
    this.pace = () -> limit.extend(options.responseTimeout());
    this.url = new HttpUrl.Builder()
        .scheme(tls.isPresent() ? "https" : "http")
        .host(peer.host())
        .port(peer.port())
        .encodedPath(io.quorate.transport.http.Protocol.FRAMES_PATH)
        .build();
    OkHttpClient.Builder builder = new OkHttpClient.Builder()
        .protocols(protocols(options.http2(), tls.isPresent()))
        // A proxy that the JVM's properties name is meant for the web, not for the cluster.
        .proxy(Proxy.NO_PROXY)
        .socketFactory(new PromptSockets())
        .followRedirects(false)
        .followSslRedirects(false)
        // What to try again, and when, is the link's matter.
        .retryOnConnectionFailure(false)
        // One address after the other, on this thread.
        .fastFallback(false)
        .connectTimeout(options.connectTimeout())
        // The others by CallLimit, which says why.
        .readTimeout(Duration.ZERO)
        .writeTimeout(Duration.ZERO)
        .callTimeout(Duration.ZERO)
        .eventListener(new Steps());
    if (tls.isPresent()) {
      builder.sslSocketFactory(tls.get().context().getSocketFactory(), tls.get().trust());
      builder.addNetworkInterceptor(this::proceedUnlessRefused);
    }
    threads.giveTo(builder);
    this.client = builder.build();
  }

  /**
   * Within each call, when its connection stands and before anything is sent: a session that was
   * resumed has shown no certificate in its handshake, and a list may have changed since.
   */
  private Response proceedUnlessRefused(Interceptor.Chain chain) throws IOException {
    Optional<String> why = refusal(chain.connection());
    if (why.isPresent()) {
      throw new SSLPeerUnverifiedException(why.get());
    }
    return chain.proceed(chain.request());
  }

  private Optional<String> refusal(Connection connection) {
    return connection != null && connection.socket() instanceof SSLSocket tls
        ? refusal.apply(tls.getSession())
        : Optional.empty();
  }

  private static List<Protocol> protocols(boolean http2, boolean tls) {
    if (!http2) {
      return List.of(Protocol.HTTP_1_1);
    }
    return tls ? List.of(Protocol.HTTP_2, Protocol.HTTP_1_1) : List.of(Protocol.H2_PRIOR_KNOWLEDGE);
  }

  /** A batch for {@link #post}. */
  FrameBatch newBatch() {
    return new FrameBatch(pace);
  }

  /**
   * Sends a batch, which may be empty, and waits for the answer.
   *
   * @throws IOException if there is none; a look at {@link #isProven} tells what that means
   */
  Answer post(FrameBatch batch) throws IOException {
    Call made = client.newCall(new Request.Builder()
        .url(url)
        // Not gzip, which the library would offer.
        .header("Accept-Encoding", "identity")
        .header("User-Agent", "quorate")
        .post(batch)
        .build());
    current = null;
    call = made;
    if (cancelled) {
      made.cancel();
    }
    limit.begin(made, options.responseTimeout());
    try (Response response = made.execute()) {
      Answer answer = read(response, !isProven());
      proven = answer.delivered() || answer.marked() && answer.status() == 413 ? current : null;
      return answer;
    } catch (IOException e) {
      // HTTP/2 would give up the stream alone, and keep what may be the cause.
      client.connectionPool().evictAll();
      if (limit.end()) {
        throw new IOException(late(), e);
      }
      throw e;
    } finally {
      limit.end();
      call = null;
    }
  }

  private String late() {
    return current == null
        ? "no connection within " + options.connectTimeout().toMillis() + " ms"
        : "no answer within " + options.responseTimeout().toMillis() + " ms";
  }

  private static Answer read(Response response, boolean first) throws IOException {
    boolean marked = io.quorate.transport.http.Protocol.MARK.equals(
        response.header(io.quorate.transport.http.Protocol.MARK_HEADER));
    String text = "";
    if (response.code() != 204 && response.body().source().request(1)) {
      response.body().source().request(TEXT_BYTES);
      okio.Buffer buffer = response.body().source().getBuffer();
      text = buffer.readUtf8(Math.min(buffer.size(), TEXT_BYTES));
    }
    return new Answer(
        first,
        response.code(),
        marked,
        String.valueOf(response.header("Content-Type", "")),
        Optional.ofNullable(response.header("grpc-status")),
        text);
  }

  /** Whether the last request went over a connection on which the peer had answered before. */
  boolean isProven() {
    return proven != null && proven == current;
  }

  /** Ends the call under way, and each later one at its beginning. Any thread. */
  void cancel() {
    cancelled = true;
    Call under = call;
    if (under != null) {
      under.cancel();
    }
  }

  /** Closes the connection if its peer may not be spoken with any more. Any thread. */
  void dropIfRefused() {
    Connection used = current;
    if (used == null || used.socket().isClosed() || refusal(used).isEmpty()) {
      return;
    }
    Call under = call;
    if (under != null) {
      under.cancel();
    }
    client.connectionPool().evictAll();
  }

  /** Closes the connection. */
  void close() {
    client.connectionPool().evictAll();
  }

  /** Called on the thread that sends. */
  private final class Steps extends EventListener {
    @Override
    public void connectStart(Call started, InetSocketAddress address, Proxy proxy) {
      limit.within(options.connectTimeout());
    }

    @Override
    public void connectEnd(
        Call started, InetSocketAddress address, Proxy proxy, Protocol protocol) {
      limit.within(options.responseTimeout());
    }

    @Override
    public void connectionAcquired(Call started, Connection connection) {
      current = connection;
    }
  }
}
