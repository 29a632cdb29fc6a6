package io.bucky.verifyhub;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.base.testing.TestTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Whoever shares an address with others: behind one router, or at one machine.
class LoginGateTest {
  private static final String HOME = "10.0.0.1";

  private final TestTime time = new TestTime();
  private final LoginGate gate = new LoginGate(time);

  @Test
  void ownLoginsBuyNoGuessesAtAnotherWhoLogsInFromTheSameAddress() {
    logIn("admin");
    logIn("mallory");
    for (int i = 0; i <= LoginGate.FREE_PER_USER; i++) {
      assertThat(guess("admin")).as("guess %d", i).isInstanceOf(LoginGate.Entered.Go.class);
      logIn("mallory");
    }

    assertThat(guess("admin"))
        .isEqualTo(new LoginGate.Entered.Wait(Duration.ofSeconds(2).minusMillis(1)));
  }

  @Test
  void ownLoginsBuyNoGuessesAtManyUsers() {
    for (int i = 0; i < LoginGate.FREE_PER_ADDRESS; i++) {
      assertThat(guess("user" + i)).isInstanceOf(LoginGate.Entered.Go.class);
      logIn("mallory");
    }
    assertThat(guess("the one too many")).isInstanceOf(LoginGate.Entered.Go.class);

    assertThat(guess("another")).isInstanceOf(LoginGate.Entered.Wait.class);
  }

  @Test
  void rightPasswordsNeverWait() {
    for (int i = 0; i < 3 * LoginGate.FREE_PER_ADDRESS; i++) {
      logIn("alice");
    }
  }

  @Test
  void aRightPasswordAmongWrongOnesTakesBackItselfAlone() {
    for (int i = 0; i < LoginGate.FREE_PER_USER; i++) {
      assertThat(guess("alice")).isInstanceOf(LoginGate.Entered.Go.class);
    }
    var slow = enter("alice", "10.0.0.2");
    time.pass(Duration.ofSeconds(2));
    assertThat(guess("alice")).isInstanceOf(LoginGate.Entered.Go.class);

    gate.succeeded(slow);

    assertThat(guess("alice"))
        .as("the guess that came meanwhile counts")
        .isInstanceOf(LoginGate.Entered.Wait.class);
  }

  private void logIn(String user) {
    gate.succeeded(enter(user, HOME));
  }

  private LoginGate.Attempt enter(String user, String address) {
    var entered = gate.enter(user, address);
    assertThat(entered).isInstanceOf(LoginGate.Entered.Go.class);
    return ((LoginGate.Entered.Go) entered).attempt();
  }

  private LoginGate.Entered guess(String user) {
    time.pass(Duration.ofMillis(1));
    return gate.enter(user, HOME);
  }
}
