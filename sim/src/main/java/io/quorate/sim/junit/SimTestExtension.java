package io.quorate.sim.junit;

import io.quorate.sim.schedule.Knobs;
import io.quorate.sim.schedule.Profile;
import io.quorate.sim.schedule.Schedule;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/** Runs a {@link SimTest} once for each seed. To be used by that annotation alone. */
public final class SimTestExtension implements TestTemplateInvocationContextProvider {

  /** For JUnit. */
  public SimTestExtension() {}

  @Override
  public boolean supportsTestTemplate(ExtensionContext context) {
    return context.getRequiredTestMethod().isAnnotationPresent(SimTest.class);
  }

  @Override
  public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
      ExtensionContext context) {
    SimTest test = context.getRequiredTestMethod().getAnnotation(SimTest.class);
    long only = Long.getLong("sim.seed", Long.MIN_VALUE);
    long first = only == Long.MIN_VALUE ? test.firstSeed() : only;
    long count = only == Long.MIN_VALUE ? Integer.getInteger("sim.seeds", test.seeds()) : 1;
    if (count < 1) {
      throw new ExtensionConfigurationException(
          "@SimTest needs at least one seed, and " + count + " were asked for");
    }
    Profile profile = Profile.ofWord(test.profile());
    return LongStream.range(first, first + count)
        .mapToObj(seed -> new OneSeed(seed, profile, test.nodes(), test.partitions()));
  }

  private record OneSeed(long seed, Profile profile, int nodes, int partitions)
      implements TestTemplateInvocationContext, ParameterResolver {

    @Override
    public String getDisplayName(int invocationIndex) {
      return "seed " + seed;
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
      return List.of(this);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      Class<?> type = parameter.getParameter().getType();
      return type == Schedule.class || type == long.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == long.class
          ? (Object) seed
          : Schedule.random(seed, profile, this::fixed);
    }

    private Knobs fixed(Knobs drawn) {
      Knobs knobs = nodes == 0 ? drawn : drawn.withNodes(nodes);
      return partitions == 0 ? knobs : knobs.withPartitions(partitions);
    }
  }
}
