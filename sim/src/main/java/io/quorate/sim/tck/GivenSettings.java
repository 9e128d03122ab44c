package io.quorate.sim.tck;

import io.quorate.config.ConfigKey;
import io.quorate.config.Settings;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * Settings as a test gives them, with the defaults of the keys for what it does not give.
 *
 * @param values by key name
 */
public record GivenSettings(Map<String, String> values) implements Settings {
  @Override
  public <T> T get(ConfigKey<T> key) {
    if (isSet(key)) {
      return key.parse(values.get(key.name()));
    }
    return key.defaultValue().orElseThrow(() -> new NoSuchElementException(key.name()));
  }

  @Override
  public boolean isSet(ConfigKey<?> key) {
    return values.containsKey(key.name());
  }
}
