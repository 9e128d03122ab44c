/** Which backends a node's class path has, and how to start nodes that have just those wanted. */
package io.quorate.cli.backends;
