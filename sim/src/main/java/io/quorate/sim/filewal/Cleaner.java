package io.quorate.sim.filewal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;

/**
 * Gives space back, from the oldest segment: what is still needed is written anew at the end of the
 * log, and when nothing is left the segment can go. It is always the oldest, so whatever a record
 * has undone is gone before the record is.
 */
final class Cleaner {
  private final FileWalOptions options;
  private long position = Segment.HEADER_BYTES;
  private boolean stopped;

  Cleaner(FileWalOptions options) {
    this.options = options;
  }

  /** What a step found: what to write anew, and whether the segment is then needed no more. */
  record Step(List<LogRecord> moved, boolean finished) {}

  /** Looks at a bounded part of the oldest segment; empty if that is not worth while. */
  Optional<Step> step(NavigableMap<Long, Segment> segments, LogIndex index) {
    if (stopped || segments.size() < 2 || !isWorthWhile(segments, index)) {
      return Optional.empty();
    }
    Map.Entry<Long, Segment> oldest = segments.firstEntry();
    List<LogRecord> moved = new ArrayList<>();
    long until = Math.min(position + options.moveBytes(), oldest.getValue().end());
    try {
      while (position < until) {
        LogRecord record = oldest.getValue().read(position);
        index
            .moved(record, new Location(oldest.getKey(), position, record.bytes()))
            .ifPresent(moved::add);
        position += record.bytes();
      }
    } catch (IOException | DamagedRecordException e) {
      // Whoever reads the entry, or opens the log, will be told; the segment stays as it is.
      stopped = true;
      return Optional.empty();
    }
    boolean finished = position >= oldest.getValue().end();
    if (finished) {
      position = Segment.HEADER_BYTES;
    }
    return Optional.of(new Step(moved, finished));
  }

  /** Half of the log is waste, and more than a segment or two; or a segment has been begun. */
  private boolean isWorthWhile(NavigableMap<Long, Segment> segments, LogIndex index) {
    long bytes = 0;
    for (Segment segment : segments.values()) {
      bytes += segment.end();
    }
    return position > Segment.HEADER_BYTES
        || bytes > 2 * index.liveBytes() + 2 * options.segmentBytes();
  }
}
