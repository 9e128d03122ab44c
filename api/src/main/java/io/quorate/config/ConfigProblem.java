package io.quorate.config;

/**
 * One thing that is wrong with a configuration.
 *
 * @param key the key, or the keys, concerned
 * @param message what is wrong, with the value, and what would be right
 */
public record ConfigProblem(String key, String message) {
  @Override
  public String toString() {
    return key + ": " + message;
  }
}
