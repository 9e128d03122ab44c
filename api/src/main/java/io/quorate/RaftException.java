package io.quorate;

import java.util.Objects;

/**
 * A mistake of the caller or of the environment that a running cluster cannot produce by itself.
 * Each has a stable code, such as QRT-102, which starts the message and which the documentation
 * explains.
 *
 * <ul>
 *   <li>QRT-1xx: choosing and opening backends
 *   <li>QRT-2xx: configuration
 *   <li>QRT-3xx: the data directory and this node's identity
 *   <li>QRT-4xx: forming and joining the cluster
 *   <li>QRT-5xx: use of the API
 * </ul>
 */
public class RaftException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The stable code. */
  private final String code;

  /**
   * Makes an exception.
   *
   * @param code the stable code
   * @param message what failed, what was seen, what would be right; without the code
   */
  public RaftException(String code, String message) {
    this(code, message, null);
  }

  /**
   * Makes an exception with a cause.
   *
   * @param code the stable code
   * @param message what failed, what was seen, what would be right; without the code
   * @param cause what led to it, or null
   */
  public RaftException(String code, String message, Throwable cause) {
    super(Objects.requireNonNull(code, "code") + " " + message, cause);
    this.code = code;
  }

  /**
   * The stable code.
   *
   * @return for example {@code QRT-102}
   */
  public final String code() {
    return code;
  }
}
