/**
 * Snapshots outside of the core: what one holds beside the application's state, and what members
 * tell one another to move one.
 */
package io.quorate.engine.snapshot;
