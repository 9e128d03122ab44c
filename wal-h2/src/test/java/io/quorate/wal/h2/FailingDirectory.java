package io.quorate.wal.h2;

import io.quorate.spi.WalException.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A real directory whose next write can be made to fail, and whose syncs are counted. */
final class FailingDirectory implements LogDirectory {
  private final LogDirectory real;
  private final AtomicReference<Kind> armed = new AtomicReference<>();
  private final AtomicInteger syncs = new AtomicInteger();

  FailingDirectory(LogDirectory real) {
    this.real = real;
  }

  void failNextWrite(Kind kind) {
    armed.set(kind);
  }

  /** How many syncs of files there were. */
  int syncs() {
    return syncs.get();
  }

  @Override
  public LogFile open(String name) throws IOException {
    return new Failing(real.open(name));
  }

  @Override
  public List<String> list() throws IOException {
    return real.list();
  }

  @Override
  public void rename(String from, String to) throws IOException {
    real.rename(from, to);
  }

  @Override
  public void delete(String name) throws IOException {
    real.delete(name);
  }

  @Override
  public void sync() throws IOException {
    real.sync();
  }

  @Override
  public Optional<Closeable> lock() throws IOException {
    return real.lock();
  }

  @Override
  public String toString() {
    return real.toString();
  }

  private final class Failing implements LogFile {
    private final LogFile file;

    Failing(LogFile file) {
      this.file = file;
    }

    @Override
    public boolean read(ByteBuffer target, long position) throws IOException {
      return file.read(target, position);
    }

    /** Half of it is written, then it fails. */
    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      Kind kind = armed.getAndSet(null);
      if (kind != null) {
        file.write(source.slice(source.position(), source.remaining() / 2), position);
        throw new IOException(
            kind == Kind.DISK_FULL ? "No space left on device" : "Input/output error");
      }
      file.write(source, position);
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public void truncate(long size) throws IOException {
      file.truncate(size);
    }

    @Override
    public void sync() throws IOException {
      file.sync();
      syncs.incrementAndGet();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
