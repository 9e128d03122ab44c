package io.quorate.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the text format of Prometheus, and accepts nothing that its description does not allow. */
final class PrometheusLines {
  private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
  private static final Pattern HELP =
      Pattern.compile("# HELP (" + NAME + ") ((?:[^\\\\]|\\\\[\\\\n])*)");
  private static final Pattern TYPE = Pattern.compile("# TYPE (" + NAME + ") (counter|gauge)");
  private static final Pattern SAMPLE =
      Pattern.compile("(" + NAME + ")\\{(.*)\\} (NaN|[+-]Inf|-?\\d+(?:\\.\\d+)?(?:E-?\\d+)?)");
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\[\\\\\"n])*)\"(,|$)");

  final Map<String, String> types = new LinkedHashMap<>();
  final Map<String, String> help = new HashMap<>();

  /** By name and labels, such as {@code name{a=b, c=d}}. */
  final Map<String, Double> values = new LinkedHashMap<>();

  private PrometheusLines() {}

  static PrometheusLines of(String text) {
    PrometheusLines lines = new PrometheusLines();
    assertThat(text).endsWith("\n");
    Set<String> finished = new HashSet<>();
    String current = null;
    for (String line : text.substring(0, text.length() - 1).split("\n", -1)) {
      Matcher helps = HELP.matcher(line);
      Matcher type = TYPE.matcher(line);
      if (helps.matches()) {
        if (current != null) {
          finished.add(current);
        }
        current = helps.group(1);
        assertThat(finished).as("one group: " + line).doesNotContain(current);
        lines.help.put(current, unescape(helps.group(2)));
      } else if (type.matches()) {
        assertThat(type.group(1)).as("the type after the help").isEqualTo(current);
        assertThat(lines.types.put(current, type.group(2))).as("one type").isNull();
        assertThat(current.endsWith("_total")).isEqualTo(type.group(2).equals("counter"));
      } else {
        lines.sample(line, current);
      }
    }
    return lines;
  }

  private void sample(String line, String current) {
    Matcher sample = SAMPLE.matcher(line);
    assertThat(sample.matches()).as("a sample: " + line).isTrue();
    assertThat(sample.group(1)).as("after its type").isEqualTo(current);
    assertThat(types).containsKey(current);
    Map<String, String> labels = new LinkedHashMap<>();
    Matcher label = LABEL.matcher(sample.group(2));
    int end = 0;
    while (label.find() && label.start() == end) {
      assertThat(labels.put(label.group(1), unescape(label.group(2)))).isNull();
      end = label.end();
    }
    assertThat(end).as("labels: " + line).isEqualTo(sample.group(2).length());
    double value = switch (sample.group(3)) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(sample.group(3));
    };
    assertThat(values.put(current + labels, value)).as("one value: " + line).isNull();
  }

  private static String unescape(String text) {
    return text.replace("\\\\", "\0")
        .replace("\\n", "\n")
        .replace("\\\"", "\"")
        .replace("\0", "\\");
  }
}
