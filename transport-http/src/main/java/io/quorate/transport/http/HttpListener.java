package io.quorate.transport.http;

import io.quorate.transport.common.NamedThreads;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.HTTP2Cipher;
import org.eclipse.jetty.http2.server.AbstractHTTP2ServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.RateControl;
import org.eclipse.jetty.io.WindowRateControl;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;

/**
 * A Jetty server on one port, with the limits that a port needs which strangers can reach. Takes
 * HTTP/1.1 and, if wanted, HTTP/2: without TLS by prior knowledge or upgrade, with it by ALPN.
 *
 * <p>What somebody who connects may cost: one of a bounded number of connections, and for each some
 * ten kilobytes of buffers; a header of at most 8 KiB, which has to come in time; and no thread,
 * for nothing waits for a socket but the selector. What a body may cost is the handler's matter.
 */
final class HttpListener {
  /** A connection on which nothing moves for so long is closed; idle ones as well. */
  private static final Duration IDLE = Duration.ofSeconds(60);

  /** As long, when no further connection is accepted: who has something to say is not idle. */
  private static final Duration IDLE_AT_LIMIT = Duration.ofSeconds(2);

  private static final int HEADER_BYTES = 8 << 10;
  private static final int BACKLOG = 128;

  /** Our peers have one request under way. */
  private static final int MAX_STREAMS = 4;

  /** How much may be on its way in by HTTP/2 and not read; as for gRPC. */
  private static final int WINDOW_BYTES = 4 << 20;

  /**
   * How many frames of HTTP/2 without use (pings, settings, resets, empty data) a connection may
   * send in a second; a client of ours sends a few in its life.
   */
  private static final int USELESS_FRAMES_PER_SECOND = 128;

  private static final long POOL_STOP_MILLIS = 1_000;
  private static final int MOST_POOLED_BYTES = 16 << 20;

  private final NamedThreads threads;
  private final Server server;
  private final ServerConnector connector;
  private final FirstRequests firstRequests;

  HttpListener(
      ListenerOptions options,
      Optional<TlsContexts> tls,
      Optional<PinnedConnections> pinned,
      ScheduledExecutorService timer,
      Handler handler) {
    threads = new NamedThreads(options.nodeName(), options.kind());
    QueuedThreadPool pool =
        new QueuedThreadPool(options.threads(), 1, 10_000, -1, null, null, threads);
    pool.setName("quorate-" + options.nodeName() + "-" + options.kind());
    pool.setStopTimeout(POOL_STOP_MILLIS);
    server = new Server(
        pool,
        new ScheduledExecutorScheduler(timer),
        new ArrayByteBufferPool(0, -1, -1, -1, MOST_POOLED_BYTES, MOST_POOLED_BYTES));
    server.setErrorHandler(PlainAnswers.HANDLER);
    server.setHandler(handler);
    firstRequests = new FirstRequests(timer, options.requestTimeout());

    // One thread waits in accept. The selector could do that, too; but when it stops accepting at
    // the limit and begins again at once, it may find its key cancelled, and never accept again.
    connector =
        new ServerConnector(server, null, null, null, 1, 1, factories(tls, options.http2()));
    connector.setHost(options.bindAddress().host());
    connector.setPort(options.bindAddress().port());
    connector.setAcceptQueueSize(BACKLOG);
    connector.setIdleTimeout(
        Math.max(IDLE.toMillis(), 2 * options.requestTimeout().toMillis()));
    connector.setAcceptedTcpNoDelay(true);
    connector.addBean(firstRequests);
    pinned.ifPresent(connector::addBean);
    server.addConnector(connector);
    NetworkConnectionLimit limit = new NetworkConnectionLimit(options.maxConnections(), connector);
    limit.setEndPointIdleTimeout(IDLE_AT_LIMIT.toMillis());
    server.addBean(limit);
  }

  private static ConnectionFactory[] factories(Optional<TlsContexts> tls, boolean http2) {
    HttpConfiguration http = new HttpConfiguration();
    http.setRequestHeaderSize(HEADER_BYTES);
    http.setSendServerVersion(false);
    http.setSendDateHeader(false);
    HttpConnectionFactory one = new HttpConnectionFactory(http);
    List<ConnectionFactory> factories = new ArrayList<>();
    if (tls.isPresent()) {
      SslContextFactory.Server ssl = new SslContextFactory.Server();
      ssl.setSslContext(tls.get().context());
      ssl.setNeedClientAuth(tls.get().mutual());
      ssl.setRenegotiationAllowed(false);
      ssl.setCipherComparator(HTTP2Cipher.COMPARATOR);
      ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
      alpn.setDefaultProtocol(one.getProtocol());
      factories.add(new SslConnectionFactory(ssl, alpn.getProtocol()));
      factories.add(alpn);
      if (http2) {
        factories.add(bounded(new HTTP2ServerConnectionFactory(http)));
      }
      factories.add(one);
    } else {
      factories.add(one);
      if (http2) {
        factories.add(bounded(new HTTP2CServerConnectionFactory(http)));
      }
    }
    return factories.toArray(ConnectionFactory[]::new);
  }

  private static ConnectionFactory bounded(AbstractHTTP2ServerConnectionFactory two) {
    two.setMaxConcurrentStreams(MAX_STREAMS);
    two.setInitialSessionRecvWindow(WINDOW_BYTES);
    two.setInitialStreamRecvWindow(WINDOW_BYTES);
    two.setConnectProtocolEnabled(false);
    RateControl.Factory rate = new WindowRateControl.Factory(USELESS_FRAMES_PER_SECOND);
    two.setRateControlFactory(rate);
    return two;
  }

  /**
   * Binds and accepts.
   *
   * @throws IOException if it cannot; {@link #stop} must be called all the same
   */
  void start() throws IOException {
    try {
      server.start();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  int port() {
    return connector.getLocalPort();
  }

  /** Must be told of each request, before anything else: its connection has shown its use. */
  void requested(Connection connection) {
    firstRequests.requested(connection);
  }

  boolean isOwnThread() {
    return threads.isCurrentThread();
  }

  /**
   * Closes the sockets and ends the threads. May take some seconds, if a handler does not return.
   *
   * @throws Exception if something did not stop as it should
   */
  void stop() throws Exception {
    server.stop();
    server.destroy();
  }

  boolean awaitStopped(long timeoutMillis) throws InterruptedException {
    return threads.awaitEnded(timeoutMillis);
  }
}
