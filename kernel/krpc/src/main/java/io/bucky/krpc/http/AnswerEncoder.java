package io.bucky.krpc.http;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;

/// Netty's encoder, told which method is answered: an answer to HEAD has no body.
final class AnswerEncoder extends HttpResponseEncoder {
  private boolean head;

  void answers(HttpMethod method) {
    head = method.equals(HttpMethod.HEAD);
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpResponse answer) {
    return head || super.isContentAlwaysEmpty(answer);
  }
}
