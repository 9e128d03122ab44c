/**
 * Real nodes in processes of their own, a load on them, and the proof that nothing acknowledged was
 * lost: what the demo and the crash test have in common.
 */
package io.quorate.cli.crash;
