package io.quorate.engine.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.spi.EntryRecord;
import java.util.List;
import org.junit.jupiter.api.Test;

class TailCacheTest {
  private static TailCache cacheOf(int entries) {
    TailCache cache = new TailCache(1, 1 << 20);
    for (int index = 1; index <= entries; index++) {
      cache.append(new EntryRecord(index, 1, new byte[10]));
    }
    return cache;
  }

  @Test
  void aSliceNeverReachesBeyondWhatWasAskedFor() {
    TailCache cache = cacheOf(100);
    List<EntryRecord> full = cache.slice(1, 100, 500);
    assertThat(full).hasSize(50);
    // The same start and limit, but a nearer end: as when a leader has sent more than has been
    // committed.
    assertThat(cache.slice(1, 10, 500)).hasSize(10);
    assertThat(cache.slice(1, 10, 500).get(9).index()).isEqualTo(10);
  }

  @Test
  void aSliceThatTheLimitCutShortServesTwoFollowers() {
    TailCache cache = cacheOf(100);
    assertThat(cache.slice(1, 100, 500)).isSameAs(cache.slice(1, 99, 500));
  }

  @Test
  void aTruncationIsSeenByTheNextSlice() {
    TailCache cache = cacheOf(100);
    cache.slice(1, 100, 5000);
    cache.truncateAfter(40);
    cache.append(new EntryRecord(41, 2, new byte[10]));
    List<EntryRecord> slice = cache.slice(1, 41, 5000);
    assertThat(slice).hasSize(41);
    assertThat(slice.get(40).term()).isEqualTo(2);
  }
}
