package io.quorate.transport.http;

import java.util.concurrent.atomic.AtomicLong;

/** A number of bytes that requests share. Any thread. */
final class SharedBudget implements FrameDecoder.Budget {
  private final long most;
  private final AtomicLong taken = new AtomicLong();

  SharedBudget(long most) {
    this.most = most;
  }

  @Override
  public boolean take(int bytes) {
    if (taken.addAndGet(bytes) <= most) {
      return true;
    }
    taken.addAndGet(-bytes);
    return false;
  }

  @Override
  public void giveBack(int bytes) {
    taken.addAndGet(-bytes);
  }

  /** How much is taken. */
  long taken() {
    return taken.get();
  }
}
