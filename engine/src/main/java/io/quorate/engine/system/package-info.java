/**
 * What concerns the node as a whole and not one group: who the members are, how a cluster comes
 * into being, what nodes tell one another about that, and the commands of partition 0.
 */
package io.quorate.engine.system;
