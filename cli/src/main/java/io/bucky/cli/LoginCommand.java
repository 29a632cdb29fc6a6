package io.bucky.cli;

import io.bucky.api.VerifyHubApi;
import io.bucky.base.Secret;
import io.bucky.base.Time;
import io.bucky.json.Json;
import io.bucky.krpc.Answer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "login",
    description = {
      "Log in at a zone elsewhere; later commands name it with --zone-url.",
      "On the machine of the zone itself no login is needed."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  bucky login --zone-url https://home.example.org --user alice",
      "  bucky login --zone-url https://box.local:3443 --user alice --ca local-ca.pem"
    })
final class LoginCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions options = new CommonOptions();

  @Option(names = "--user", paramLabel = "NAME", required = true, description = "Who you are.")
  private String user = "";

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "Its first line is the password; - reads standard input.")
  private @Nullable Path passwordFile;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "PEM of the zone's local CA, as the panel offers it.")
  private @Nullable Path authority;

  @Override
  public Integer call() throws InterruptedException {
    var console = Console.of(spec, options);
    String zoneUrl =
        options
            .zoneUrl()
            .orElseThrow(
                () -> Failure.usage("which zone?", "Name it: --zone-url https://home.example.org"));
    URI base = RemoteZone.address(zoneUrl);
    Optional<String> pem = authority == null ? Optional.empty() : Optional.of(readAuthority());
    String name = user.toLowerCase(Locale.ROOT);
    Secret password = Passwords.ask(passwordFile, "Password of " + name + ": ");
    long nonce = Time.system().now().toEpochMilli();
    try (var caller = RemoteZone.caller(base, pem)) {
      Answer<VerifyHubApi.Login> answer =
          caller.call(
              VerifyHubApi.LOGIN_BY_PASSWORD,
              VerifyHubApi.LoginByPassword.direct(
                  name, Passwords.proof(password, name, nonce), RemoteZone.APP, nonce));
      if (answer instanceof Answer.Unreachable<VerifyHubApi.Login>(var why)) {
        throw new Failure(
            ExitStatus.TRY_AGAIN,
            "no zone answers at %s: %s".formatted(zoneUrl, why),
            "Check the address: on the zone's own machine `bucky status` shows it.");
      }
      VerifyHubApi.Login login = Refusals.unwrap(VerifyHubApi.LOGIN_BY_PASSWORD, answer);
      var kept =
          new Credentials.Login(
              name,
              login.refreshToken(),
              pem,
              RemoteSession.beginning(login.sessionToken(), Time.system()));
      Credentials.standard().keep(zoneUrl, kept, Time.system());
    }
    console.say("Logged in at " + zoneUrl + " as " + name + ".");
    console.json(Json.object().put("zone_url", zoneUrl).put("user", name));
    return ExitStatus.OK;
  }

  private String readAuthority() {
    try {
      return Files.readString(java.util.Objects.requireNonNull(authority));
    } catch (IOException e) {
      throw Failure.notFound("cannot read " + authority + ": " + Text.reason(e), "Check the path.");
    }
  }
}
