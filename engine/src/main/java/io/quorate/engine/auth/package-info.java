/**
 * Who may speak: frames are sealed with a secret that all members share, and what is not sealed so,
 * or comes again, is refused before anything of it is believed.
 *
 * <p>The secret itself seals what is said before two processes know one another, HELLOs above all:
 * they decide nothing unless they answer a question that was just asked. All else is sealed within
 * a session of two processes. What makes one fresh is that both have drawn a boot id at random, and
 * that each has heard the other's in an answer to a question of its own: the key of a session is
 * derived from the secret and from both ids (as the nonces of both sides are in other protocols),
 * so that nothing that was said to an earlier process counts. Within a session frames are numbered,
 * and each number counts once; no clock is involved.
 *
 * <p>Nothing is encrypted: for that there is TLS.
 */
package io.quorate.engine.auth;
