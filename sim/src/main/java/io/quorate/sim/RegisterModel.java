package io.quorate.sim;

import io.quorate.sim.Registers.Command;
import io.quorate.sim.check.Model;
import io.quorate.sim.check.Operation;
import java.util.Optional;

/** What the simulator's registers are: each is a value on its own. */
final class RegisterModel implements Model<Long, Asked, Optional<Object>> {
  static final RegisterModel INSTANCE = new RegisterModel();

  private RegisterModel() {}

  @Override
  public Long initial() {
    return 0L;
  }

  @Override
  public Optional<Long> step(Long state, Asked input, Optional<Object> output) {
    return output.equals(Optional.of(state)) ? stepUnknown(state, input) : Optional.empty();
  }

  @Override
  public Optional<Long> stepUnknown(Long state, Asked input) {
    return Optional.of(command(input).after(state));
  }

  @Override
  public boolean isRead(Asked input, Optional<Object> output) {
    return command(input).kind() == Registers.Kind.READ;
  }

  @Override
  public Optional<String> partition(Asked input) {
    return Optional.of(
        "partition " + input.partition() + ", register " + command(input).key());
  }

  @Override
  public String describe(Operation<Asked, Optional<Object>> operation) {
    Command command = command(operation.input());
    String asked = switch (command.kind()) {
      case READ -> "read";
      case WRITE -> "write " + command.value();
      case COMPARE_AND_SET -> "set " + command.expected() + " to " + command.value();
    };
    return asked + operation.output().map(o -> ", was " + o.orElse(null)).orElse("");
  }

  private static Command command(Asked input) {
    return Command.decode(input.proposal().data());
  }
}
