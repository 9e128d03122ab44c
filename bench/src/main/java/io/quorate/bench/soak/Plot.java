package io.quorate.bench.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Draws lines over time as SVG: a few charts below one another, which share their time axis. */
final class Plot {
  private static final int WIDTH = 1000;
  private static final int HEIGHT = 190;
  private static final int LEFT = 90;
  private static final double GAP_SECONDS = 3;
  private static final String[] COLOURS = {
    "#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#ff7f0e", "#17becf", "#8c564b", "#7f7f7f"
  };

  /** A line: seconds and values. */
  record Line(String name, List<double[]> points) {}

  /** A stretch of time with a name. */
  record Phase(String name, double from, double to) {}

  private record Chart(String title, List<Line> lines) {}

  private final String title;
  private final List<Chart> charts = new ArrayList<>();
  private final List<Phase> phases = new ArrayList<>();

  Plot(String title) {
    this.title = title;
  }

  void chart(String name, List<Line> lines) {
    charts.add(new Chart(name, lines));
  }

  void phase(String name, double from, double to) {
    phases.add(new Phase(name, from, to));
  }

  void write(Path file) throws IOException {
    double end = 1;
    for (Chart chart : charts) {
      for (Line line : chart.lines()) {
        for (double[] point : line.points()) {
          end = Math.max(end, point[0]);
        }
      }
    }
    StringBuilder svg = new StringBuilder();
    int height = 60 + charts.size() * (HEIGHT + 55);
    add(svg, "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d'", WIDTH + 40, height);
    svg.append(" font-family='sans-serif' font-size='12'>");
    svg.append("<rect width='100%' height='100%' fill='white'/>");
    add(svg, "<text x='20' y='24' font-size='16'>%s</text>", title);
    for (int i = 0; i < charts.size(); i++) {
      draw(svg, charts.get(i), 50 + i * (HEIGHT + 55), end);
    }
    Files.writeString(file, svg.append("</svg>\n").toString());
  }

  private void draw(StringBuilder svg, Chart chart, int top, double end) {
    double max = 1;
    for (Line line : chart.lines()) {
      for (double[] point : line.points()) {
        max = Math.max(max, point[1]);
      }
    }
    add(svg, "<text x='%d' y='%d' font-weight='bold'>%s</text>", LEFT, top, chart.title());
    int base = top + HEIGHT;
    for (Phase phase : phases) {
      double from = LEFT + phase.from() / end * (WIDTH - LEFT);
      double to = LEFT + phase.to() / end * (WIDTH - LEFT);
      add(
          svg,
          "<rect x='%.1f' y='%d' width='%.1f' height='%d' fill='#f4e8d8'/>",
          from,
          top + 8,
          Math.max(1, to - from),
          HEIGHT - 8);
      add(svg, "<text x='%.1f' y='%d' fill='#865'>%s</text>", from + 3, top + 22, phase.name());
    }
    for (int i = 0; i <= 4; i++) {
      double y = base - i / 4.0 * (HEIGHT - 12);
      add(
          svg,
          "<line x1='%d' x2='%d' y1='%.1f' y2='%.1f' stroke='#ddd'/>"
              + "<text x='%d' y='%.1f' text-anchor='end'>%s</text>",
          LEFT,
          WIDTH,
          y,
          y,
          LEFT - 6,
          y + 4,
          number(max * i / 4));
      add(
          svg,
          "<text x='%.1f' y='%d' text-anchor='middle'>%.0f s</text>",
          LEFT + i / 4.0 * (WIDTH - LEFT),
          base + 15,
          end * i / 4);
    }
    for (int i = 0; i < chart.lines().size(); i++) {
      Line line = chart.lines().get(i);
      String colour = COLOURS[i % COLOURS.length];
      StringBuilder points = new StringBuilder();
      double before = Double.NaN;
      for (double[] point : line.points()) {
        if (point[0] - before > GAP_SECONDS) {
          // Nobody was there to say anything.
          add(svg, "<polyline fill='none' stroke='%s' points='%s'/>", colour, points);
          points.setLength(0);
        }
        before = point[0];
        add(
            points,
            "%.1f,%.1f ",
            LEFT + point[0] / end * (WIDTH - LEFT),
            base - point[1] / max * (HEIGHT - 12));
      }
      add(svg, "<polyline fill='none' stroke='%s' points='%s'/>", colour, points);
      add(
          svg,
          "<text x='%d' y='%d' fill='%s'>%s</text>",
          LEFT + i * 150,
          base + 30,
          colour,
          line.name());
    }
  }

  private static String number(double value) {
    if (value >= 1e9) {
      return String.format(Locale.ROOT, "%.2f G", value / 1e9);
    }
    if (value >= 1e6) {
      return String.format(Locale.ROOT, "%.1f M", value / 1e6);
    }
    return value >= 1e3
        ? String.format(Locale.ROOT, "%.1f k", value / 1e3)
        : String.format(Locale.ROOT, "%.0f", value);
  }

  private static void add(StringBuilder svg, String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }
}
