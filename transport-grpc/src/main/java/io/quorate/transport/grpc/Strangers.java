package io.quorate.transport.grpc;

import io.quorate.transport.common.OneLine;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tells who answers, or calls, where a transport like this one was expected. Above all the other
 * transport: a cluster some of whose nodes speak gRPC and some HTTP does not form, and each node
 * alone cannot see why.
 */
final class Strangers {
  private static final String ALL_THE_SAME =
      "probably that node has transport=http, and this one transport=grpc; all nodes of a cluster need the same";

  /**
   * How an answer ends a call if it is by HTTP/1.x, that is, begins with "HTTP/" where HTTP/2
   * begins with settings; and how if it is by HTTP/2 and no gRPC.
   */
  private static final Pattern NO_GRPC =
      Pattern.compile("first 5 bytes: 485454502f|HTTP status code \\d|invalid content-type");

  private static final String UNKNOWN_METHOD = "UNIMPLEMENTED";

  private static final Pattern HTTP_ONE =
      Pattern.compile("^(GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH|CONNECT|TRACE) \\S");

  private Strangers() {}

  /**
   * Who may be behind the end of a connection, if it is a typical one.
   *
   * @param reason the status of gRPC and what is at the root of it
   */
  static Optional<String> answering(String reason) {
    return reason.startsWith(UNKNOWN_METHOD) || NO_GRPC.matcher(reason).find()
        ? Optional.of(
            "the peer does not speak the gRPC of Quorate (" + reason + "); " + ALL_THE_SAME)
        : Optional.empty();
  }

  /**
   * Who may be calling.
   *
   * @param beginning the first bytes of a connection
   */
  static Optional<String> calling(String beginning) {
    return HTTP_ONE.matcher(beginning).find()
        ? Optional.of("it begins with an HTTP/1.x request, '" + OneLine.of(beginning)
            + "'; if a node sends it, " + ALL_THE_SAME)
        : Optional.empty();
  }
}
