package io.bucky.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bucky.identity.Did;
import io.bucky.identity.OodString;
import io.bucky.identity.TxtRecords;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// DNS TXT records, DIDs and OOD strings, which anyone can publish.
class NameRecordsFuzzTest {
  @FuzzTest(maxDuration = "1m")
  void neverThrows(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    Objects.requireNonNull(TxtRecords.parse(text.lines().toList()));
    Objects.requireNonNull(OodString.parse(text));
    Objects.requireNonNull(Did.parse(text));
  }
}
