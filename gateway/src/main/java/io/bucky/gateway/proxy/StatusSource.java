package io.bucky.gateway.proxy;

import io.bucky.gateway.http.Answer;

/// Answers of the status port. Any thread; must not block.
public interface StatusSource {
  Answer answer(String path);
}
