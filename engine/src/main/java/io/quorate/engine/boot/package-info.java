/**
 * From a configuration to a node: finds the backends, refuses what cannot work with a message that
 * says what would, opens what was chosen, and is the implementation behind {@link io.quorate.Raft}.
 */
package io.quorate.engine.boot;
