package io.quorate.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.Metric;
import io.quorate.Metric.Kind;
import io.quorate.Metric.Unit;
import org.junit.jupiter.api.Test;

class PrometheusTextTest {
  private static Metric metric(String name, Kind kind, Unit unit) {
    return new Metric(name, kind, unit, "about " + name);
  }

  @Test
  void namesHaveUnitsAndCountersATotal() {
    assertThat(PrometheusText.name(metric("a.b-c.d", Kind.GAUGE, Unit.NONE)))
        .isEqualTo("quorate_a_b_c_d");
    assertThat(PrometheusText.name(metric("a", Kind.COUNTER, Unit.NONE)))
        .isEqualTo("quorate_a_total");
    assertThat(PrometheusText.name(metric("a", Kind.COUNTER, Unit.SECONDS)))
        .isEqualTo("quorate_a_seconds_total");
    assertThat(PrometheusText.name(metric("wal.bytes", Kind.COUNTER, Unit.BYTES)))
        .isEqualTo("quorate_wal_bytes_total");
    assertThat(PrometheusText.name(metric("a.total", Kind.COUNTER, Unit.NONE)))
        .isEqualTo("quorate_a_total");
  }

  @Test
  void theValuesOfAMetricStandTogetherHoweverTheyAreTold() {
    PrometheusText text = new PrometheusText("n");
    Metric first = metric("first", Kind.GAUGE, Unit.NONE);
    Metric second = metric("second", Kind.COUNTER, Unit.NONE);
    for (int partition = 0; partition < 3; partition++) {
      text.onPartition(first, partition, partition);
      text.onPartition(second, partition, 10);
    }
    PrometheusLines lines = PrometheusLines.of(text.text());
    assertThat(lines.values)
        .hasSize(6)
        .containsEntry("quorate_first{node=n, partition=2}", 2.0)
        .containsEntry("quorate_second_total{node=n, partition=0}", 10.0);
    assertThat(lines.help).containsEntry("quorate_first", "about first");
  }

  @Test
  void whateverIsInTextsIsEscaped() {
    String odd = "a\\b\"c\nd{e}=,ü";
    PrometheusText text = new PrometheusText(odd);
    text.onNode(new Metric("x", Kind.GAUGE, Unit.NONE, odd), 1);
    PrometheusLines lines = PrometheusLines.of(text.text());
    assertThat(lines.values).containsOnlyKeys("quorate_x{node=" + odd + "}");
    assertThat(lines.help).containsEntry("quorate_x", odd);
  }

  @Test
  void allNumbersAreWritten() {
    double[] values = {
      0,
      -1,
      1.5,
      1e-9,
      1e300,
      (1L << 53) - 1,
      Double.NaN,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      Double.MIN_VALUE,
      -0.0
    };
    PrometheusText text = new PrometheusText("n");
    Metric metric = metric("x", Kind.GAUGE, Unit.NONE);
    for (int i = 0; i < values.length; i++) {
      text.onPartition(metric, i, values[i]);
    }
    PrometheusLines lines = PrometheusLines.of(text.text());
    for (int i = 0; i < values.length; i++) {
      double read = lines.values.get("quorate_x{node=n, partition=" + i + "}");
      assertThat(read == values[i] || Double.isNaN(read) && Double.isNaN(values[i]))
          .as("%s is read as %s", values[i], read)
          .isTrue();
    }
  }
}
