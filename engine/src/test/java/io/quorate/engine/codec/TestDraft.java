package io.quorate.engine.codec;

import io.quorate.engine.raft.Draft;
import io.quorate.engine.raft.EntryKind;

record TestDraft(EntryKind kind, String type, byte[] data) implements Draft {
  static TestDraft command(String type, byte[] data) {
    return new TestDraft(EntryKind.COMMAND, type, data);
  }
}
