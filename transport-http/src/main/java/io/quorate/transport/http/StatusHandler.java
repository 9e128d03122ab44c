package io.quorate.transport.http;

import io.quorate.Health;
import io.quorate.Raft;
import io.quorate.transport.common.Remarks;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers what is asked about a node. Changes nothing. */
final class StatusHandler extends Handler.Abstract {
  private static final Logger LOG = LoggerFactory.getLogger(StatusServer.class);

  private static final String PLAIN = "text/plain; charset=utf-8";
  private static final String INDEX = """
      /status   what this node knows, as JSON
      /live     whether it should be left running
      /ready    whether it can do its work
      /metrics  its metrics, for Prometheus
      """;

  private final Raft raft;
  private final String nodeName;
  private final Remarks remarks = new Remarks();
  private final Reading<Health> health;
  private final Reading<String> status;
  private final Reading<String> metrics;
  private volatile HttpListener listener;

  private record Page(int status, String type, String text) {}

  StatusHandler(Raft raft, String nodeName) {
    this.raft = raft;
    this.nodeName = nodeName;
    this.health = new Reading<>(raft::health);
    this.status = new Reading<>(() -> StatusJson.of(raft.status(), health.get()));
    this.metrics = new Reading<>(this::readMetrics);
  }

  private String readMetrics() {
    PrometheusText text = new PrometheusText(nodeName);
    raft.readMetrics(text);
    return text.text();
  }

  /** Must be called before the listener starts. */
  void serve(HttpListener serving) {
    listener = serving;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    listener.requested(request.getConnectionMetaData().getConnection());
    String path = request.getHttpURI().getCanonicalPath();
    Supplier<Page> page = page(path == null ? "" : path);
    if (page == null) {
      PlainAnswers.answer(response, callback, 404, "there is /status, /live, /ready and /metrics");
    } else if (!HttpMethod.GET.is(request.getMethod())
        && !HttpMethod.HEAD.is(request.getMethod())) {
      response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
      PlainAnswers.answer(response, callback, 405, "this can be read, and nothing else");
    } else {
      answer(page, path, response, callback);
    }
    return true;
  }

  private Supplier<Page> page(String path) {
    return switch (path) {
      case "/" -> () -> new Page(200, PLAIN, INDEX);
      case "/status" -> () -> new Page(200, "application/json", status.get() + "\n");
      case "/live" -> () -> probe("live", health.get(), Health::live);
      case "/ready" -> () -> probe("ready", health.get(), Health::ready);
      case "/metrics" -> () -> new Page(200, PrometheusText.CONTENT_TYPE, metrics.get());
      default -> null;
    };
  }

  /** The problems stand there in either case: a node that is ready may have some. */
  private static Page probe(String word, Health health, Predicate<Health> asked) {
    boolean well = asked.test(health);
    StringBuilder text = new StringBuilder(well ? word : "not " + word).append('\n');
    health.problems().forEach(problem -> text.append(problem).append('\n'));
    return new Page(well ? 200 : 503, PLAIN, text.toString());
  }

  private void answer(Supplier<Page> page, String path, Response response, Callback callback) {
    Page made;
    try {
      made = page.get();
    } catch (RuntimeException e) {
      if (remarks.isDue(path)) {
        LOG.error("{}: {} could not be answered", nodeName, path, e);
      }
      PlainAnswers.answer(response, callback, 500, "the node's log says why this failed");
      return;
    }
    response.setStatus(made.status());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, made.type());
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    // What is said of HEAD is Jetty's to leave out.
    response.write(true, BufferUtil.toBuffer(made.text(), StandardCharsets.UTF_8), callback);
  }
}
