package io.quorate.transport.http;

import io.quorate.transport.http.PeerClient.Answer;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.Locale;
import java.util.Optional;

/**
 * Tells who answers, or calls, where a transport like this one was expected. Above all the other
 * transport: a cluster some of whose nodes speak gRPC and some HTTP does not form, and each node
 * alone cannot see why.
 */
final class Strangers {
  static final String GRPC_TYPE = "application/grpc";

  private static final String ALL_THE_SAME =
      ": that node has transport=grpc, and this one transport=http; all nodes of a cluster need the same";

  private Strangers() {}

  /** Who has given an answer that is not ours. */
  static String describe(Answer answer) {
    if (answer.grpcStatus().isPresent() || answer.contentType().startsWith(GRPC_TYPE)) {
      return "a gRPC server answers" + ALL_THE_SAME;
    }
    if (answer.marked()) {
      return "the peer refuses, " + answer.status() + ": " + firstLine(answer.text());
    }
    return "something that is no node with transport=http answers, with status " + answer.status()
        + "; is the address right?";
  }

  /**
   * Who may be behind a failure, if it is a typical one.
   *
   * @param http2 whether the failed request was one of HTTP/2
   */
  static Optional<String> describe(IOException failure, boolean http2) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (!http2 && isHttpTwoGreeting(cause)) {
        return Optional.of(
            "something that takes HTTP/2 alone answers, as a gRPC server does" + ALL_THE_SAME);
      }
    }
    return Optional.empty();
  }

  /**
   * Whether a line could not be read because it is a frame of settings, with which each server of
   * HTTP/2 begins: three bytes of length, and then 4 for the type.
   */
  private static boolean isHttpTwoGreeting(Throwable failure) {
    String text = String.valueOf(failure.getMessage());
    int colon = text.indexOf(": ");
    return failure instanceof ProtocolException
        && text.toLowerCase(Locale.ROOT).startsWith("unexpected status line")
        && text.length() > colon + 5
        && text.charAt(colon + 2) == 0
        && text.charAt(colon + 5) == 4;
  }

  /** What a caller that speaks gRPC is told, and the log about it. */
  static String refusal() {
    return "this is a node with transport=http, and the caller has transport=grpc; all nodes of a cluster need the same";
  }

  /** Enough of a text for a log, without what would break its lines. */
  static String firstLine(String text) {
    String line = text.lines().findFirst().orElse("");
    return line.substring(0, Math.min(line.length(), 200)).replaceAll("\\p{Cntrl}", "?");
  }
}
