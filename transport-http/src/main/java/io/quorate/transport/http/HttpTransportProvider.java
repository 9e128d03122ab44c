package io.quorate.transport.http;

import io.quorate.config.ConfigKey;
import io.quorate.config.Settings;
import io.quorate.spi.Transport;
import io.quorate.spi.TransportException;
import io.quorate.spi.TransportProvider;
import io.quorate.transport.common.Problems;
import io.quorate.transport.common.TlsFiles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import okhttp3.OkHttp;
import org.eclipse.jetty.util.Jetty;

/** Makes {@link HttpTransport}s from configuration. Its name is {@code http}. */
public final class HttpTransportProvider implements TransportProvider {

  /** How much may wait for one peer. */
  public static final ConfigKey<Long> QUEUE_BYTES = ConfigKey.size(
          "transport.http.queue-bytes",
          1L << 10,
          16L << 30,
          "How many bytes may wait to be sent to one peer, or be on their way to it; what comes on top is shed. Each frame"
              + " counts 64 bytes more than it has.")
      .withDefault(32L << 20);

  /** How long connecting may take. */
  public static final ConfigKey<Duration> CONNECT_TIMEOUT = ConfigKey.duration(
          "transport.http.connect-timeout",
          Duration.ofMillis(10),
          Duration.ofMinutes(1),
          "How long one attempt to connect to a peer may take, TLS included, before the peer counts as unreachable.")
      .withDefault(Duration.ofSeconds(3));

  /** How long an answer may take. */
  public static final ConfigKey<Duration> RESPONSE_TIMEOUT = ConfigKey.duration(
          "transport.http.response-timeout",
          Duration.ofMillis(10),
          Duration.ofHours(1),
          "How long a peer may take to read the next 64 KiB of a request, and to answer when it has all; then the"
              + " connection is given up.")
      .withDefault(Duration.ofSeconds(10));

  /** How long a request may take. */
  public static final ConfigKey<Duration> REQUEST_TIMEOUT = ConfigKey.duration(
          "transport.http.request-timeout",
          Duration.ofMillis(10),
          Duration.ofHours(1),
          "How long those who connect to this node may take for the header of their first request, and for each 64 KiB of"
              + " a body or its last bytes; then they are hung up on.")
      .withDefault(Duration.ofSeconds(10));

  /** How many threads. */
  public static final ConfigKey<Integer> SERVER_THREADS = ConfigKey.integer(
          "transport.http.server-threads",
          4,
          256,
          "How many threads, at most, accept, read and hand over what comes in. One peer keeps no more than one of them"
              + " busy.")
      .withDefault(8);

  /** How many connections. */
  public static final ConfigKey<Integer> MAX_CONNECTIONS = ConfigKey.integer(
          "transport.http.max-connections",
          4,
          1_000_000,
          "How many connections others may have to this node at a time; more are accepted when some have ended. At the"
              + " limit, those on which nothing comes for 2 s are closed.")
      .withDefault(1_024);

  /** Whether HTTP/2. */
  public static final ConfigKey<Boolean> HTTP2 = ConfigKey.bool(
          "transport.http.http2",
          "Whether this node sends by HTTP/2: without TLS straight away (prior knowledge), with TLS if the other side"
              + " agrees (ALPN), else by HTTP/1.1. It takes both from others in any case.")
      .withDefault(false);

  /** Made by {@link java.util.ServiceLoader}. */
  public HttpTransportProvider() {}

  @Override
  public String name() {
    return "http";
  }

  @Override
  public String description() {
    return name() + " (OkHttp " + OkHttp.VERSION + ", Jetty " + Jetty.VERSION + ")";
  }

  @Override
  public List<ConfigKey<?>> configKeys() {
    List<ConfigKey<?>> keys = new ArrayList<>(List.of(
        QUEUE_BYTES,
        CONNECT_TIMEOUT,
        RESPONSE_TIMEOUT,
        REQUEST_TIMEOUT,
        SERVER_THREADS,
        MAX_CONNECTIONS,
        HTTP2));
    keys.addAll(TlsContexts.KEYS.all());
    return List.copyOf(keys);
  }

  /**
   * Makes a transport that is not listening yet.
   *
   * @throws TransportException if the settings cannot work together or a file cannot be used; lists
   *     all that is wrong
   */
  @Override
  public Transport create(TransportContext context) throws TransportException {
    Settings settings = context.settings();
    Problems problems = new Problems(name());
    Optional<TlsFiles> tls = TlsContexts.KEYS.files(settings, problems);
    long least = (long) context.maxFrameBytes() + HttpTransportOptions.FRAME_OVERHEAD;
    if (settings.get(QUEUE_BYTES) < least) {
      problems.add(
          QUEUE_BYTES,
          QUEUE_BYTES.print(settings.get(QUEUE_BYTES))
              + " has no room for a single frame of the largest size; at least " + least
              + " are needed");
    }
    problems.refuseIfAny();
    return new HttpTransport(new HttpTransportOptions(
        context.nodeName(),
        context.bindAddress(),
        context.maxFrameBytes(),
        settings.get(QUEUE_BYTES),
        settings.get(CONNECT_TIMEOUT),
        settings.get(RESPONSE_TIMEOUT),
        settings.get(REQUEST_TIMEOUT),
        settings.get(SERVER_THREADS),
        settings.get(MAX_CONNECTIONS),
        settings.get(HTTP2),
        tls));
  }
}
