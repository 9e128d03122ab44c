/**
 * The checks of a run. They see every step of every group, the true contents of every disk, every
 * entry that is applied and every answer to a client, and keep a ghost state of what that adds up
 * to. Numbers such as I10 are those of the invariants' list; each check says its own where it
 * fails.
 */
package io.quorate.sim.oracle;
