package io.bucky.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoginCookiesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "buckyos_session_token=x; Path=/",
        " buckyos_refresh_token = x",
        "=buckyos_session_token=x; Domain=home.localhost",
        " = buckyos_refresh_token=x",
        "==buckyos_session_token=x"
      })
  void whatABrowserSendsBackAsALoginCookieIsOne(String setCookie) {
    assertThat(LoginCookies.isLogin(setCookie)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "=",
        ";",
        "mine=buckyos_session_token=x",
        "mine=1; buckyos_session_token=x",
        "buckyos_session_token2=x"
      })
  void othersAreNot(String setCookie) {
    assertThat(LoginCookies.isLogin(setCookie)).isFalse();
  }
}
