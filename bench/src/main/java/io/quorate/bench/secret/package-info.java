/**
 * What a shared secret costs a cluster that is changing it, or that somebody without it attacks.
 */
package io.quorate.bench.secret;
