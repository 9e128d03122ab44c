/** {@code quorate node}: a server for one node. */
package io.quorate.cli.node;
