package io.quorate.wal.h2;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Files in memory: fast to copy, as a crash leaves them, and to damage. */
final class MemoryDirectory implements LogDirectory {
  private final SortedMap<String, byte[]> files = new TreeMap<>();

  /** What the files are now; the log may be open, as in a crash. */
  MemoryDirectory copy() {
    MemoryDirectory copy = new MemoryDirectory();
    files.forEach((name, content) -> copy.files.put(name, content.clone()));
    return copy;
  }

  MemoryDirectory with(String name, byte[] content) {
    MemoryDirectory copy = copy();
    copy.files.put(name, content);
    return copy;
  }

  MemoryDirectory without(String name) {
    MemoryDirectory copy = copy();
    copy.files.remove(name);
    return copy;
  }

  MemoryDirectory withFlippedBit(String name, int at, int bit) {
    MemoryDirectory copy = copy();
    copy.files.get(name)[at] ^= (byte) (1 << bit);
    return copy;
  }

  byte[] content(String name) {
    return files.get(name).clone();
  }

  /** The only journal. */
  String journal() {
    List<String> journals = files.keySet().stream().filter(Journal::isJournal).toList();
    if (journals.size() != 1) {
      throw new IllegalStateException("there are " + files.keySet());
    }
    return journals.get(0);
  }

  @Override
  public List<String> list() {
    return new ArrayList<>(files.keySet());
  }

  @Override
  public LogFile open(String name) {
    files.putIfAbsent(name, new byte[0]);
    return new MemoryFile(name);
  }

  @Override
  public void rename(String from, String to) {
    files.put(to, files.remove(from));
  }

  @Override
  public void delete(String name) {
    files.remove(name);
  }

  @Override
  public void sync() {}

  @Override
  public Optional<Closeable> lock() {
    return Optional.of(() -> {});
  }

  @Override
  public String toString() {
    return "memory";
  }

  private final class MemoryFile implements LogFile {
    private final String name;

    MemoryFile(String name) {
      this.name = name;
    }

    @Override
    public boolean read(ByteBuffer target, long position) throws IOException {
      byte[] content = files.get(name);
      if (position < content.length) {
        int length = Math.min(target.remaining(), content.length - (int) position);
        target.put(content, (int) position, length);
      }
      return !target.hasRemaining();
    }

    @Override
    public void write(ByteBuffer source, long position) {
      int end = (int) position + source.remaining();
      byte[] content = files.get(name);
      if (end > content.length) {
        content = Arrays.copyOf(content, end);
        files.put(name, content);
      }
      source.get(content, (int) position, source.remaining());
    }

    @Override
    public long size() {
      return files.get(name).length;
    }

    @Override
    public void truncate(long size) {
      files.put(name, Arrays.copyOf(files.get(name), (int) size));
    }

    @Override
    public void sync() {}

    @Override
    public void close() {}
  }
}
