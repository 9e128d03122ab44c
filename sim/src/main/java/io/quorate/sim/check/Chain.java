package io.quorate.sim.check;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * An immutable list that grows at its end, with whatever came before shared: adding costs the same
 * however long it is, and lists that grew apart compare no further back than where they parted.
 */
final class Chain {
  static final Chain EMPTY = new Chain(Optional.empty(), "", 0, 1);

  private static final int FACTOR = 31;

  private final Optional<Chain> rest;
  private final String last;
  private final int size;
  private final int hash;

  private Chain(Optional<Chain> rest, String last, int size, int hash) {
    this.rest = rest;
    this.last = last;
    this.size = size;
    this.hash = hash;
  }

  Chain plus(String value) {
    return new Chain(Optional.of(this), value, size + 1, FACTOR * hash + value.hashCode());
  }

  int size() {
    return size;
  }

  List<String> toList() {
    List<String> values = new ArrayList<>(size);
    for (Chain c = this; c.size > 0; c = c.rest.orElseThrow()) {
      values.add(c.last);
    }
    Collections.reverse(values);
    return values;
  }

  /** Its hash code is that of a list of the same values. */
  boolean hasSame(List<String> values) {
    if (values.size() != size || values.hashCode() != hash) {
      return false;
    }
    Chain chain = this;
    for (int i = size - 1; i >= 0; i--) {
      if (!chain.last.equals(values.get(i))) {
        return false;
      }
      chain = chain.rest.orElseThrow();
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof Chain that) || size != that.size || hash != that.hash) {
      return false;
    }
    Chain mine = this;
    Chain theirs = that;
    while (mine != theirs) {
      if (!mine.last.equals(theirs.last)) {
        return false;
      }
      mine = mine.rest.orElseThrow();
      theirs = theirs.rest.orElseThrow();
    }
    return true;
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
