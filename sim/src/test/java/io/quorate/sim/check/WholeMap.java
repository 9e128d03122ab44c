package io.quorate.sim.check;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** {@link KeyValue} as one whole: the state is the map, and no operation has a partition. */
final class WholeMap
    implements Model<SortedMap<String, Optional<String>>, KeyValue.Input, Register.Output> {
  @Override
  public SortedMap<String, Optional<String>> initial() {
    return new TreeMap<>();
  }

  @Override
  public Optional<SortedMap<String, Optional<String>>> step(
      SortedMap<String, Optional<String>> state, KeyValue.Input input, Register.Output output) {
    return Register.MODEL
        .step(at(state, input), input.operation(), output)
        .map(value -> with(state, input, value));
  }

  @Override
  public Optional<SortedMap<String, Optional<String>>> stepUnknown(
      SortedMap<String, Optional<String>> state, KeyValue.Input input) {
    return Register.MODEL
        .stepUnknown(at(state, input), input.operation())
        .map(value -> with(state, input, value));
  }

  private static Optional<String> at(
      SortedMap<String, Optional<String>> state, KeyValue.Input input) {
    return state.getOrDefault(input.key(), Optional.empty());
  }

  private static SortedMap<String, Optional<String>> with(
      SortedMap<String, Optional<String>> state, KeyValue.Input input, Optional<String> value) {
    SortedMap<String, Optional<String>> changed = new TreeMap<>(state);
    changed.put(input.key(), value);
    if (value.isEmpty()) {
      changed.remove(input.key());
    }
    return changed;
  }
}
