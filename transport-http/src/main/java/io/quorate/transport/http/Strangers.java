package io.quorate.transport.http;

import io.quorate.transport.common.OneLine;
import io.quorate.transport.http.PeerClient.Answer;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tells who answers, or calls, where a transport like this one was expected. Above all the other
 * transport: a cluster some of whose nodes speak gRPC and some HTTP does not form, and each node
 * alone cannot see why.
 */
final class Strangers {
  static final String GRPC_TYPE = "application/grpc";

  private static final String ALL_THE_SAME =
      ": that node has transport=grpc, and this one transport=http; all nodes of a cluster need the same";

  /**
   * How OkHttp quotes, where the line of an answer should have been, the frame of settings with
   * which each server of HTTP/2 begins: three bytes of length, 4 for the type, no flags, stream 0.
   */
  private static final Pattern HTTP_TWO_GREETING =
      Pattern.compile("content=[0-9a-f]{6}040000000000");

  /** How it quotes nothing. */
  private static final Pattern NOTHING = Pattern.compile("limit=0 content=\\W?$");

  private Strangers() {}

  /** Who has given an answer that is not ours. */
  static String describe(Answer answer) {
    if (answer.grpcStatus().isPresent() || answer.contentType().startsWith(GRPC_TYPE)) {
      return "a gRPC server answers" + ALL_THE_SAME;
    }
    if (answer.marked()) {
      return "the peer refuses, " + answer.status() + ": " + OneLine.of(answer.text());
    }
    return "something that is no node with transport=http answers, with status " + answer.status()
        + "; is the address right?";
  }

  /**
   * Who may be behind a failure of a first request, if it is a typical one.
   *
   * @param http2 whether HTTP/2 was offered
   * @param tls whether TLS was spoken
   */
  static Optional<String> describe(IOException failure, boolean http2, boolean tls) {
    if (http2) {
      // Such servers answer, and are told by that.
      return Optional.empty();
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String text = String.valueOf(cause.getMessage());
      if (HTTP_TWO_GREETING.matcher(text).find()) {
        return Optional.of(
            "something that takes HTTP/2 alone answers, as a gRPC server does" + ALL_THE_SAME);
      }
      if (tls && NOTHING.matcher(text).find()) {
        return Optional.of(
            "the peer hung up without a word, as a gRPC server does that is not offered HTTP/2; if that node has"
                + " transport=grpc, and this one transport=http: all nodes of a cluster need the same");
      }
    }
    return Optional.empty();
  }

  /** What a caller that speaks gRPC is told, and the log about it. */
  static String refusal() {
    return "this is a node with transport=http, and the caller has transport=grpc; all nodes of a cluster need the same";
  }
}
