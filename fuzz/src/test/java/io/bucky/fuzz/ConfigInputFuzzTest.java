package io.bucky.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bucky.config.ConfigKey;
import io.bucky.config.JsonPath;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// Keys and JSON paths of system config.
class ConfigInputFuzzTest {
  @FuzzTest(maxDuration = "1m")
  void neverThrows(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    Objects.requireNonNull(ConfigKey.parse(text));
    int cut = text.length() / 3;
    Objects.requireNonNull(
        JsonPath.set(
            text.substring(0, cut), text.substring(cut, 2 * cut), text.substring(2 * cut)));
    Objects.requireNonNull(JsonPath.set("{\"a\":[1,{\"b\":2}]}", text, "1"));
    Objects.requireNonNull(JsonPath.remove("{\"a\":[1,{\"b\":2}]}", text));
  }
}
