package io.quorate.transport.http;

import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/** Answers with a line of plain text or without any, and with nothing of the inside. */
final class PlainAnswers {
  /** For what Jetty itself refuses. */
  static final Request.Handler HANDLER = (request, response, callback) -> {
    int status = response.getStatus();
    answer(response, callback, status, HttpStatus.getMessage(status));
    return true;
  };

  private PlainAnswers() {}

  /** Answers. */
  static void answer(Response response, Callback callback, int status, String text) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
    response.write(true, BufferUtil.toBuffer(text + "\n", StandardCharsets.UTF_8), callback);
  }

  /**
   * Answers without a body. By a last write, and not by completing the callback alone: in Jetty
   * 12.1.14 that may complete the exchange twice, when it is done beside the handler's return, and
   * the connection then serves no more (jetty.project 14745 is its like).
   */
  static void finish(Response response, Callback callback) {
    response.write(true, null, callback);
  }
}
