package io.quorate.engine.codec;

import io.quorate.engine.raft.Message;

/**
 * A message, and the group in which it is said.
 *
 * @param partition the group, at least 0
 * @param message what is said
 */
public record Envelope(int partition, Message message) {}
