package io.bucky.services;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ApiPagesTest {
  private static final String COMMAND =
      "to write it anew: ./mvnw -q -pl services/host -am test -Dtest=ApiPagesTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Dapi.write=true";

  @Test
  void theCommittedPagesAndTypesAreThoseOfTheDeclaredMethods() throws IOException {
    Path repository = Path.of("../..").toAbsolutePath().normalize();
    if (Boolean.getBoolean("api.write")) {
      ApiPages.main(new String[] {repository.toString()});
    }

    for (Map.Entry<String, String> file : ApiPages.generate().entrySet()) {
      Path path = repository.resolve(file.getKey());
      assertThat(path).as(file.getKey() + " is missing; " + COMMAND).exists();
      assertThat(Files.readString(path))
          .as(file.getKey() + " is out of date; " + COMMAND)
          .isEqualTo(file.getValue());
    }
  }
}
