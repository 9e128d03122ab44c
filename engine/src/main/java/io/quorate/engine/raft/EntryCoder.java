package io.quorate.engine.raft;

import io.quorate.spi.EntryRecord;

/**
 * Makes and looks into entry records, so that the core can append entries without knowing how they
 * are stored. One belongs to one group and is used by its event loop alone.
 */
public interface EntryCoder {
  /**
   * Encodes a draft as the entry at a position.
   *
   * @param index the position
   * @param term the leader's term
   * @param draft what to encode
   * @return the record, stamped and checksummed
   */
  EntryRecord encode(long index, long term, Draft draft);

  /**
   * Encodes a configuration as the entry at a position.
   *
   * @param index the position
   * @param term the leader's term
   * @param configuration what to encode
   * @return the record
   */
  EntryRecord encode(long index, long term, Configuration configuration);

  /**
   * Encodes a no-op.
   *
   * @param index the position
   * @param term the leader's term
   * @return the record
   */
  EntryRecord encodeNoOp(long index, long term);

  /**
   * What a record is for; cheap.
   *
   * @param record a valid record
   * @return its kind
   */
  EntryKind kind(EntryRecord record);

  /**
   * The configuration in a record of kind {@link EntryKind#CONFIGURATION}.
   *
   * @param record a valid record
   * @return the configuration
   */
  Configuration configuration(EntryRecord record);
}
