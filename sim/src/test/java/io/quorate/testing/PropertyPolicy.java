package io.quorate.testing;

import java.util.logging.Level;
import java.util.logging.Logger;
import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/**
 * How properties run: quietly, and with a seed that depends on their name alone unless they have
 * one of their own, so that two builds of the same sources try the same values. The system property
 * {@code props.seed} varies them: a number gives other values, the same ones for the same number;
 * {@code random} gives others each time, and a failure reports its seed. (Those that begin with
 * {@code quorate.} are settings of nodes, and unknown ones are errors.)
 *
 * <p>jqwik finds this class as a service. Modules share no test code, so each that has properties
 * has a copy of it.
 */
public final class PropertyPolicy implements AroundPropertyHook {
  private static final String VARIANT = System.getProperty("props.seed", "0");

  /**
   * Tells each time that a property has more edge cases than tries. Kept, because levels of loggers
   * that nobody holds are forgotten.
   */
  private static final Logger EDGE_CASES =
      Logger.getLogger("net.jqwik.engine.properties.RandomizedShrinkablesGenerator");

  static {
    EDGE_CASES.setLevel(Level.WARNING);
  }

  @Override
  public PropertyExecutionResult aroundProperty(
      PropertyLifecycleContext context, PropertyExecutor property) {
    if (context.attributes().seed().isEmpty() && !VARIANT.equals("random")) {
      String name =
          context.containerClass().getName() + "." + context.targetMethod().getName();
      context.attributes().setSeed(Long.toString(seed(name, Long.parseLong(VARIANT))));
    }
    return property.execute();
  }

  private static long seed(String name, long variant) {
    long seed = variant;
    for (char c : name.toCharArray()) {
      seed = seed * 31 + c;
    }
    return seed * 0x9E3779B97F4A7C15L;
  }

  @Override
  public PropagationMode propagateTo() {
    return PropagationMode.ALL_DESCENDANTS;
  }
}
