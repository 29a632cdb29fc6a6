package io.bucky.controlpanel.apps;

import io.bucky.api.panel.InstallApi.InstallRequest;
import io.bucky.base.Parsed;
import io.bucky.containers.Permission;
import io.bucky.containers.Permissions;
import io.bucky.containers.compose.ComposeApp;
import io.bucky.containers.compose.ComposeReading;
import io.bucky.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// A draft that may be installed as the person asked for it.
///
/// @param fingerprint of the whole request: equal requests have equal ones
record Approval(AppDraft draft, ComposeApp app, String fingerprint) {

  /// Malformed: what is wrong with the app, or what was not granted and must be.
  ///
  /// @param admin whether the person may grant what reaches beyond the app's own room
  static Parsed<Approval> of(AppDraft draft, InstallRequest request, boolean admin) {
    ComposeReading reading = draft.reading();
    if (!reading.problems().isEmpty()) {
      var first = reading.problems().getFirst();
      return Parsed.malformed(first.path() + ": " + first.message());
    }
    Optional<ComposeReading.Unsupported> fatal =
        reading.unsupported().stream().filter(ComposeReading.Unsupported::fatal).findFirst();
    if (fatal.isPresent()) {
      return Parsed.malformed(fatal.get().path() + ": " + fatal.get().reason());
    }
    if (reading.app().isEmpty()) {
      return Parsed.malformed("the app cannot be read");
    }
    ComposeApp app = reading.app().get();
    return AppNames.wrong(app.name())
        .or(() -> wrongGrants(draft.permissions(), request.grants(), admin))
        .<Parsed<Approval>>map(Parsed::malformed)
        .orElseGet(() -> Parsed.ok(new Approval(draft, app, sha256(withoutKey(request)))));
  }

  private static Optional<String> wrongGrants(
      List<Permission> asked, List<String> grants, boolean admin) {
    Set<String> known = asked.stream().map(Permission::id).collect(Collectors.toSet());
    for (String grant : grants) {
      String id = grant.startsWith("!") ? grant.substring(1) : grant;
      if (!known.contains(id)) {
        return Optional.of("the app does not ask for '" + id + "'");
      }
    }
    Set<String> held = Permissions.granted(asked, grants);
    for (Permission permission : asked) {
      if (permission.required() && permission.risk() == Permission.Risk.REFUSED) {
        return Optional.of(
            permission.title() + ": nobody can grant this (" + permission.id() + ")");
      }
      if (permission.required() && !held.contains(permission.id())) {
        return Optional.of("the app needs '%s': %s".formatted(permission.id(), permission.title()));
      }
      if (!admin && held.contains(permission.id()) && reachesOut(permission)) {
        return Optional.of(
            "'%s' can only be granted by an administrator".formatted(permission.id()));
      }
    }
    return Optional.empty();
  }

  private static boolean reachesOut(Permission permission) {
    return permission.risk() != Permission.Risk.LOW || permission.kind().equals("host-path");
  }

  /// What is the same in two requests that mean the same install.
  private static String withoutKey(InstallRequest request) {
    return Json.write(
        new InstallRequest(
            request.source(),
            request.appId(),
            request.userId(),
            request.grants(),
            request.env(),
            request.main(),
            request.allowGuest(),
            Optional.empty()));
  }

  static String shortHash(String text) {
    return sha256(text).substring(0, 12);
  }

  private static String sha256(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }
}
