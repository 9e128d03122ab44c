package io.quorate.sim.file;

/** What a run on simulated files met; what is counted. */
public enum FileMark {
  /** Losses of power while some file or directory had changes that were not synced. */
  POWER_LOSSES,
  /** Crashes of the process alone. */
  PROCESS_CRASHES,
  /** Losses of power that kept some un-synced pages of a file and lost others. */
  LOST_SUBSETS,
  /** Pages of which only some sectors were kept. */
  TORN_PAGES,
  /** Files whose cut end came back, because the cut was not synced. */
  RESURRECTED_TAILS,
  /** Pages that were never written and read as something else than zeros. */
  GARBAGE_PAGES,
  /** Creations, renames and deletions that a loss of power undid. */
  LOST_DIRECTORY_CHANGES,
  /** Syncs that failed and lost what they should have written. */
  FAILED_SYNCS,
  /** Syncs of the directory that failed. */
  FAILED_DIRECTORY_SYNCS,
  /** Writes or syncs that found no space. */
  DISK_FULL,
  /** Writes that wrote less than they were given. */
  SHORT_WRITES,
  /** Reads that failed. */
  FAILED_READS,
  /** Operations that hung. */
  STALLS,
  /** Pages that were written somewhere else. */
  MISDIRECTED_WRITES,
  /** Stored bytes that were damaged at rest. */
  DAMAGES,
  /** Losses of power during an append. */
  POWER_LOSSES_IN_APPEND,
  /** Crashes or losses of power while a log was being opened. */
  CRASHES_IN_OPEN,
  /** Batches that were not acknowledged and are there after a restart. */
  UNACKNOWLEDGED_KEPT,
  /** Batches that were not acknowledged and are gone after a restart. */
  UNACKNOWLEDGED_LOST,
  /** Opened logs that had cut a torn end off. */
  TAILS_CUT,
  /** Damage that a log found. */
  CORRUPTIONS_DETECTED,
  /** Appends that were refused because an earlier one had failed. */
  REFUSED_AFTER_FAILURE,
  /** Batches that were acknowledged. */
  ACKNOWLEDGED
}
