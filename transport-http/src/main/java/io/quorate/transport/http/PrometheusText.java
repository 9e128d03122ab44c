package io.quorate.transport.http;

import io.quorate.Metric;
import io.quorate.Metric.Kind;
import io.quorate.MetricsListener;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A node's metrics in the text format of Prometheus, version 0.0.4. A metric {@code a.b} is called
 * {@code quorate_a_b}, followed by its unit unless it ends in that, and by {@code _total} if it is
 * a counter; which are the names that Micrometer's registry for Prometheus gives them too. The
 * labels are {@code node}, the node's name, and for a partition's {@code partition}.
 */
final class PrometheusText implements MetricsListener {
  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  /** The largest power of two up to which each whole number is exact. */
  private static final double MOST_EXACT = 1L << 53;

  private final String nodeLabel;

  /** All values of a metric must stand together; partitions tell theirs one after the other. */
  private final Map<Metric, List<Sample>> samples = new LinkedHashMap<>();

  private record Sample(String labels, double value) {}

  PrometheusText(String nodeName) {
    nodeLabel = "node=\"" + escapeLabel(nodeName) + "\"";
  }

  @Override
  public void onNode(Metric metric, double value) {
    add(metric, nodeLabel, value);
  }

  @Override
  public void onPartition(Metric metric, int partition, double value) {
    add(metric, nodeLabel + ",partition=\"" + partition + "\"", value);
  }

  private void add(Metric metric, String labels, double value) {
    samples.computeIfAbsent(metric, unused -> new ArrayList<>()).add(new Sample(labels, value));
  }

  /** All that was told. */
  String text() {
    StringBuilder text = new StringBuilder(samples.size() << 8);
    samples.forEach((metric, values) -> {
      String name = name(metric);
      text.append("# HELP ").append(name).append(' ').append(escapeHelp(metric.description()));
      text.append("\n# TYPE ").append(name);
      text.append(metric.kind() == Kind.COUNTER ? " counter\n" : " gauge\n");
      for (Sample sample : values) {
        text.append(name).append('{').append(sample.labels()).append("} ");
        text.append(number(sample.value())).append('\n');
      }
    });
    return text.toString();
  }

  static String name(Metric metric) {
    String name = "quorate_" + metric.name().replaceAll("[^a-zA-Z0-9]", "_");
    String unit = switch (metric.unit()) {
      case NONE -> "";
      case BYTES -> "_bytes";
      case SECONDS -> "_seconds";
    };
    if (!name.endsWith(unit)) {
      name += unit;
    }
    return metric.kind() == Kind.COUNTER && !name.endsWith("_total") ? name + "_total" : name;
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    return value == Math.rint(value) && Math.abs(value) <= MOST_EXACT
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  private static String escapeHelp(String text) {
    return text.replace("\\", "\\\\").replace("\n", "\\n");
  }

  private static String escapeLabel(String text) {
    return escapeHelp(text).replace("\"", "\\\"");
  }
}
