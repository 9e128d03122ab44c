package io.quorate.engine.production;

import io.quorate.engine.storage.SnapshotStore.SnapshotId;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the files of one partition are called. The name of a snapshot says all that identifies it,
 * so that no second file has to agree with the first, and names sort by index:
 *
 * <pre>
 * 0000000000000001234-7-52428800-0a1b2c3d.snapshot    index, term, length, CRC32C; complete
 * 0000000000000001234-7-52428800-0a1b2c3d.receiving   the beginning of one from another node
 * 0000000000000001234-7.writing                       the beginning of an own one
 * </pre>
 *
 * <p>Each has one spelling. Whatever is called otherwise is not ours, and left alone.
 */
final class SnapshotNames {
  private static final String COMPLETE = ".snapshot";
  private static final String RECEIVING = ".receiving";
  private static final String WRITING = ".writing";

  private static final Pattern PLACE = Pattern.compile("(\\d{19})-(\\d{1,19})");
  private static final Pattern IDENTITY = Pattern.compile(PLACE + "-(\\d{1,19})-([0-9a-f]{8})");

  private SnapshotNames() {}

  static String complete(SnapshotId id) {
    return identity(id) + COMPLETE;
  }

  static String receiving(SnapshotId id) {
    return identity(id) + RECEIVING;
  }

  static String writing(long index, long term) {
    return place(index, term) + WRITING;
  }

  /** Which snapshot a file holds by its name; empty unless that is one of a complete snapshot. */
  static Optional<SnapshotId> complete(int partition, String name) {
    return identity(partition, name, COMPLETE);
  }

  /** Whether a file holds the beginning of a snapshot from another node. */
  static boolean isReceiving(int partition, String name) {
    return identity(partition, name, RECEIVING).isPresent();
  }

  /** The index of the own snapshot whose beginning a file holds; empty if it holds none. */
  static OptionalLong writingIndex(String name) {
    Matcher matcher = PLACE.matcher(withoutSuffix(name, WRITING));
    if (matcher.matches()) {
      try {
        long index = Long.parseLong(matcher.group(1));
        if (name.equals(writing(index, Long.parseLong(matcher.group(2))))) {
          return OptionalLong.of(index);
        }
      } catch (NumberFormatException e) {
        // Nineteen digits can be too many for a long.
        return OptionalLong.empty();
      }
    }
    return OptionalLong.empty();
  }

  static String checksum(int checksum) {
    return String.format(Locale.ROOT, "%08x", checksum);
  }

  private static String place(long index, long term) {
    return String.format(Locale.ROOT, "%019d-%d", index, term);
  }

  private static String identity(SnapshotId id) {
    return place(id.index(), id.term()) + "-" + id.length() + "-" + checksum(id.checksum());
  }

  private static Optional<SnapshotId> identity(int partition, String name, String suffix) {
    Matcher matcher = IDENTITY.matcher(withoutSuffix(name, suffix));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      SnapshotId id = new SnapshotId(
          partition,
          Long.parseLong(matcher.group(1)),
          Long.parseLong(matcher.group(2)),
          Long.parseLong(matcher.group(3)),
          Integer.parseUnsignedInt(matcher.group(4), 16));
      return Optional.of(id).filter(one -> name.equals(identity(one) + suffix));
    } catch (IllegalArgumentException e) {
      // A number that is too large, or that no snapshot can have.
      return Optional.empty();
    }
  }

  /** Empty, which is nobody's name, if it ends otherwise. */
  private static String withoutSuffix(String name, String suffix) {
    return name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) : "";
  }
}
