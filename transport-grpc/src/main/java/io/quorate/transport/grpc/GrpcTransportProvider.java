package io.quorate.transport.grpc;

import io.grpc.ManagedChannel;
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

/** Makes {@link GrpcTransport}s from configuration. Its name is {@code grpc}. */
public final class GrpcTransportProvider implements TransportProvider {

  /** How much may wait for one peer. */
  public static final ConfigKey<Long> QUEUE_BYTES = ConfigKey.size(
          "transport.grpc.queue-bytes",
          1L << 10,
          16L << 30,
          "How many bytes may wait to be sent to one peer; what comes on top is shed. Each frame counts 64 bytes more than"
              + " it has.")
      .withDefault(32L << 20);

  /** How long connecting may take. */
  public static final ConfigKey<Duration> CONNECT_TIMEOUT = ConfigKey.duration(
          "transport.grpc.connect-timeout",
          Duration.ofMillis(10),
          Duration.ofMinutes(1),
          "How long one attempt to connect to a peer may take, TLS included, before the peer counts as unreachable.")
      .withDefault(Duration.ofSeconds(3));

  /** How many threads. */
  public static final ConfigKey<Integer> IO_THREADS = ConfigKey.integer(
          "transport.grpc.io-threads",
          1,
          64,
          "How many threads accept, connect, read and write. One moves hundreds of thousands of frames a second; more help"
              + " with TLS and many busy peers.")
      .withDefault(1);

  /** Made by {@link java.util.ServiceLoader}. */
  public GrpcTransportProvider() {}

  @Override
  public String name() {
    return "grpc";
  }

  @Override
  public String description() {
    String version = ManagedChannel.class.getPackage().getImplementationVersion();
    return version == null ? name() : name() + " " + version;
  }

  @Override
  public List<ConfigKey<?>> configKeys() {
    List<ConfigKey<?>> keys = new ArrayList<>(List.of(QUEUE_BYTES, CONNECT_TIMEOUT, IO_THREADS));
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
    long least = (long) context.maxFrameBytes() + GrpcTransportOptions.FRAME_OVERHEAD;
    if (settings.get(QUEUE_BYTES) < least) {
      problems.add(
          QUEUE_BYTES,
          QUEUE_BYTES.print(settings.get(QUEUE_BYTES))
              + " has no room for a single frame of the largest size; at least " + least
              + " are needed");
    }
    problems.refuseIfAny();
    return new GrpcTransport(new GrpcTransportOptions(
        context.nodeName(),
        context.bindAddress(),
        context.maxFrameBytes(),
        settings.get(QUEUE_BYTES),
        settings.get(CONNECT_TIMEOUT),
        settings.get(IO_THREADS),
        tls));
  }
}
