package io.quorate.config;

/** Read access to configured values. */
public interface Settings {
  /**
   * The value of a key.
   *
   * @param key the key
   * @param <T> its type
   * @return the configured value, or the default
   * @throws java.util.NoSuchElementException if the key has neither
   */
  <T> T get(ConfigKey<T> key);

  /**
   * Whether a value was given, as opposed to defaulted.
   *
   * @param key the key
   * @return true if some source gives a value
   */
  boolean isSet(ConfigKey<?> key);
}
