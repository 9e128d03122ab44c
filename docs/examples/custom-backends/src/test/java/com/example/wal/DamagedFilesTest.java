package com.example.wal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.spi.EntryRecord;
import io.quorate.spi.LogBoundary;
import io.quorate.spi.PartitionWrite;
import io.quorate.spi.Wal;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the kit cannot do to a log, because it does not know its files. */
class DamagedFilesTest {
  private final FailingSync sync = new FailingSync();

  @TempDir
  Path directory;

  private Path log() {
    return directory.resolve("log");
  }

  private Wal open() throws WalException {
    return FileWal.open(directory, 4 << 10, sync);
  }

  private static WalBatch entry(int partition, long index, int size) {
    return WalBatch.of(
        partition, PartitionWrite.append(List.of(new EntryRecord(index, 1, new byte[size]))));
  }

  private static WalBatch boundary(long index) {
    return WalBatch.of(
        1,
        new PartitionWrite(
            false,
            Optional.empty(),
            OptionalLong.empty(),
            Optional.of(new LogBoundary(index, 1)),
            List.of()));
  }

  private void write(Wal wal, int entries) throws WalException {
    for (int index = 1; index <= entries; index++) {
      wal.append(entry(1, index, 100));
    }
  }

  @Test
  void spaceComesBack() throws Exception {
    try (Wal wal = open()) {
      wal.append(entry(2, 1, 3_000_000));
      wal.append(WalBatch.ofMetadata("key", new byte[] {7}));
      for (int index = 1; index <= 100; index++) {
        wal.append(entry(1, index, 100_000));
        wal.append(boundary(index));
      }
      assertTrue(Files.size(log()) < 8_000_000, "the log has " + Files.size(log()) + " bytes");
    }
    try (Wal wal = open()) {
      assertEquals(3_000_000, wal.read(2, 1, 1).get(0).bytes().length);
      assertEquals(100, wal.state(1).boundary().index());
      assertArrayEquals(new byte[] {7}, wal.metadata("key").orElseThrow());
    }
  }

  @Test
  void tornTailIsDroppedWhereverItIsCut() throws Exception {
    try (Wal wal = open()) {
      write(wal, 3);
    }
    byte[] whole = Files.readAllBytes(log());
    for (int end = whole.length - 160; end < whole.length; end += 3) {
      Files.write(log(), Arrays.copyOf(whole, end));
      try (Wal wal = open()) {
        assertEquals(2, wal.state(1).lastIndex());
        wal.append(entry(1, 3, 50));
      }
      try (Wal wal = open()) {
        assertEquals(50, wal.read(1, 3, 1).get(0).bytes().length);
      }
    }
  }

  @Test
  void blankTailIsDropped() throws Exception {
    try (Wal wal = open()) {
      write(wal, 3);
    }
    Files.write(log(), new byte[100_000], StandardOpenOption.APPEND);
    try (Wal wal = open()) {
      assertEquals(3, wal.state(1).lastIndex());
    }
  }

  @Test
  void noByteCanChangeUnnoticed() throws Exception {
    try (Wal wal = open()) {
      write(wal, 2);
    }
    byte[] whole = Files.readAllBytes(log());
    for (int at = 0; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x10;
      Files.write(log(), damaged);
      Kind kind = assertThrows(WalException.class, this::open, "byte " + at).kind();
      boolean inFormat = at >= 4 && at < LogFile.HEADER_BYTES;
      assertEquals(inFormat ? Kind.NEWER_FORMAT : Kind.CORRUPT, kind, "byte " + at);
    }
  }

  @Test
  void damageBelowAnOpenLogIsNamed() throws Exception {
    try (Wal wal = open();
        FileChannel file = FileChannel.open(log(), StandardOpenOption.WRITE)) {
      write(wal, 3);
      file.write(ByteBuffer.wrap(new byte[] {1}), file.size() - 20);
      WalException e = assertThrows(WalException.class, () -> wal.read(1, 2, 1_000));
      assertEquals(Kind.CORRUPT, e.kind());
      assertTrue(e.getMessage().contains("partition 1: entry 3"), e.getMessage());
      assertEquals(1, wal.read(1, 2, 1).size());
    }
  }

  @Test
  void failedRewriteLosesNothing() throws Exception {
    try (Wal wal = open()) {
      write(wal, 100);
      wal.append(boundary(90));
      sync.failNext(Kind.DISK_FULL);
      WalException e = assertThrows(WalException.class, () -> wal.append(entry(1, 101, 1)));
      assertEquals(Kind.DISK_FULL, e.kind());
      assertEquals(10, wal.read(1, 91, 10_000).size());
    }
    try (Wal wal = open()) {
      assertEquals(10, wal.read(1, 91, 10_000).size());
      wal.append(entry(1, 101, 1));
      assertEquals(11, wal.read(1, 91, 10_000).size());
    }
  }
}
