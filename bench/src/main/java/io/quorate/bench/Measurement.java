package io.quorate.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** One line of the table: one payload size with one number of slots. */
final class Measurement {
  static final String HEADER =
      "| operation     |  bytes |     C | ops/s min | ops/s median | ops/s max |  p50 µs |  p99 µs | p99.9 µs"
          + " | CPU µs/op | syncs/s per node | ops/sync |\n"
          + "|:--------------|-------:|------:|----------:|-------------:|----------:|--------:|--------:|---------:"
          + "|----------:|-----------------:|---------:|";

  private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(30);
  /** The engine's counter of appends; each ends with one sync. */
  private static final String SYNCS = "wal.appends";

  private final BenchCluster cluster;
  private final Plan plan;
  private final Operation operation;

  /** Whether nothing else is under way, to which the processors and the syncs could belong. */
  private final boolean alone;

  private final int payload;
  private final int slots;
  private final Semaphore free;
  private final LongAdder done = new LongAdder();
  private final Recorder latencies = new Recorder(TimeUnit.MINUTES.toNanos(1), 3);
  private final AtomicReference<String> failure = new AtomicReference<>();
  private volatile boolean stopped;

  /** How long is measured. */
  record Plan(Duration warmUp, int windows, Duration window) {}

  Measurement(
      BenchCluster cluster, Plan plan, Operation operation, int payload, int slots, boolean alone) {
    this.cluster = cluster;
    this.plan = plan;
    this.operation = operation;
    this.alone = alone;
    this.payload = payload;
    this.slots = slots;
    this.free = new Semaphore(slots);
  }

  /** Keeps it going, until {@link #end}. */
  Thread begin() {
    Thread submitter = new Thread(this::submit, "bench-submitter");
    submitter.start();
    return submitter;
  }

  /** Measures; returns the line. */
  String run() throws InterruptedException {
    Thread submitter = begin();
    List<Double> rates = new ArrayList<>();
    Histogram histogram;
    double cpuMicros;
    double syncsPerSecond;
    double opsPerSync;
    try {
      TimeUnit.NANOSECONDS.sleep(plan.warmUp().toNanos());
      latencies.reset();
      long syncsBefore = cluster.sum(SYNCS);
      long cpuBefore = cpuNanos();
      long begin = System.nanoTime();
      long doneBefore = done.sum();
      for (int i = 0; i < plan.windows(); i++) {
        rates.add(window());
      }
      long count = done.sum() - doneBefore;
      double seconds = (System.nanoTime() - begin) / 1e9;
      cpuMicros = (cpuNanos() - cpuBefore) / 1e3 / Math.max(1, count);
      double syncs = cluster.sum(SYNCS) - syncsBefore;
      syncsPerSecond = syncs / BenchCluster.NODES / seconds;
      opsPerSync = syncs == 0 ? 0 : count * BenchCluster.NODES / syncs;
      histogram = latencies.getIntervalHistogram();
    } finally {
      end(submitter);
    }
    Collections.sort(rates);
    return String.format(
        Locale.ROOT,
        "| %-13s | %6d | %5d | %9.0f | %12.0f | %9.0f | %7d | %7d | %8d | %9s | %16s | %8s |",
        operation.name().toLowerCase(Locale.ROOT).replace('_', ' '),
        payload,
        slots,
        rates.get(0),
        rates.get(rates.size() / 2),
        rates.get(rates.size() - 1),
        micros(histogram, 50),
        micros(histogram, 99),
        micros(histogram, 99.9),
        alone ? String.format(Locale.ROOT, "%.1f", cpuMicros) : "-",
        alone ? String.format(Locale.ROOT, "%.0f", syncsPerSecond) : "-",
        alone && syncsPerSecond > 0 ? String.format(Locale.ROOT, "%.1f", opsPerSync) : "-");
  }

  /** Stops it, and waits for what is under way. */
  void end(Thread submitter) throws InterruptedException {
    stopped = true;
    submitter.join();
    if (!free.tryAcquire(slots, DRAIN_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException(
          "something does not end within " + DRAIN_TIMEOUT.toSeconds() + " s");
    }
    if (failure.get() != null) {
      throw new IllegalStateException("something was not done: " + failure.get());
    }
  }

  private double window() throws InterruptedException {
    long begin = System.nanoTime();
    long before = done.sum();
    TimeUnit.NANOSECONDS.sleep(plan.window().toNanos());
    return (done.sum() - before) / ((System.nanoTime() - begin) / 1e9);
  }

  /** Keeps going what is measured, until it is stopped. */
  private void submit() {
    int partitions = cluster.led().size();
    try {
      for (int turn = 0; !stopped && failure.get() == null; turn = (turn + 1) % partitions) {
        free.acquire();
        long begin = System.nanoTime();
        operation.begin(cluster, turn, payload).thenAccept(problem -> finished(begin, problem));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void finished(long beginNanos, String problem) {
    if (problem.isEmpty()) {
      latencies.recordValue(Math.min(System.nanoTime() - beginNanos, TimeUnit.MINUTES.toNanos(1)));
      done.increment();
    } else {
      failure.compareAndSet(null, problem);
    }
    free.release();
  }

  private static long micros(Histogram histogram, double percentile) {
    return TimeUnit.NANOSECONDS.toMicros(histogram.getValueAtPercentile(percentile));
  }

  private static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
