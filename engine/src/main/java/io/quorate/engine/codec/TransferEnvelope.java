package io.quorate.engine.codec;

import io.quorate.engine.snapshot.TransferMessage;

/**
 * A message that moves a snapshot, and the group that the snapshot is of.
 *
 * @param partition the group, at least 0
 * @param message what is said
 */
public record TransferEnvelope(int partition, TransferMessage message) {}
