package io.quorate.wal.h2;

import io.quorate.sim.file.FileStore;
import io.quorate.sim.file.StoreFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** The files of the simulator, below a log: they forget what was not synced. */
final class StoredDirectory implements LogDirectory {
  private final FileStore files;

  StoredDirectory(FileStore files) {
    this.files = files;
  }

  @Override
  public List<String> list() throws IOException {
    return files.list();
  }

  @Override
  public LogFile open(String name) throws IOException {
    return new Stored(files.list().contains(name) ? files.open(name) : files.create(name));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    files.rename(from, to);
  }

  @Override
  public void delete(String name) throws IOException {
    files.delete(name);
  }

  @Override
  public void sync() throws IOException {
    files.syncDirectory();
  }

  @Override
  public Optional<Closeable> lock() throws IOException {
    return files.tryLock("LOCK");
  }

  @Override
  public String toString() {
    return files.toString();
  }

  private record Stored(StoreFile file) implements LogFile {
    @Override
    public boolean read(ByteBuffer target, long position) throws IOException {
      return file.readFully(target, position);
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      file.writeFully(source, position);
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
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
