/**
 * What the transport conformance kit is made of: endpoints that remember, frames that can be
 * checked, peers that misbehave.
 */
package io.quorate.sim.tck.transport;
