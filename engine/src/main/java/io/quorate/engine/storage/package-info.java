/**
 * The asynchronous seam through which the node layer persists: production wraps a blocking Wal,
 * simulation a disk model.
 */
package io.quorate.engine.storage;
