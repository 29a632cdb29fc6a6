package io.bucky.controlpanel.apps;

import io.bucky.api.panel.InstallApi.ComponentDraft;
import io.bucky.api.panel.InstallApi.EnvVariable;
import io.bucky.api.panel.InstallApi.Inspection;
import io.bucky.api.panel.InstallApi.MainEndpoint;
import io.bucky.api.panel.InstallApi.Permission;
import io.bucky.api.panel.InstallApi.Trouble;
import io.bucky.api.panel.InstallApi.Unsupported;
import io.bucky.containers.compose.Component;
import io.bucky.containers.compose.ComposeApp;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Turns a draft into what the permission sheet shows.
final class AppInspector {
  private final ImageLookup images;

  AppInspector(ImageLookup images) {
    this.images = images;
  }

  Inspection inspect(AppDraft draft) throws InterruptedException {
    Optional<ComposeApp> app = draft.app();
    List<Permission> permissions = permissions(draft);
    var troubles = new ArrayList<Trouble>();
    draft.reading().problems().forEach(it -> troubles.add(new Trouble(it.path(), it.message())));
    app.flatMap(it -> AppNames.wrong(it.name()))
        .ifPresent(why -> troubles.add(new Trouble("name", why)));
    permissions.stream()
        .filter(it -> it.risk().equals("refused") && it.required())
        .forEach(it -> troubles.add(new Trouble("permissions." + it.id(), it.detail())));
    return new Inspection(
        app.map(ComposeApp::name).orElse(""),
        app.map(ComposeApp::title).orElse(""),
        app.flatMap(ComposeApp::version).orElse(""),
        app.map(ComposeApp::description).orElse(""),
        app.flatMap(ComposeApp::icon),
        components(app),
        app.flatMap(ComposeApp::main).map(it -> new MainEndpoint(it.component(), it.port())),
        draft.reading().candidates().stream()
            .map(it -> new MainEndpoint(it.component(), it.port()))
            .toList(),
        permissions,
        draft.reading().variables().stream()
            .map(it -> new EnvVariable(it.name(), it.value(), it.secret(), it.required()))
            .toList(),
        draft.reading().unsupported().stream()
            .map(it -> new Unsupported(it.path(), it.reason(), it.fatal()))
            .toList(),
        troubles,
        draft.reading().installable() && troubles.isEmpty());
  }

  static List<Permission> permissions(AppDraft draft) {
    return draft.permissions().stream().map(AppInspector::permission).toList();
  }

  static Permission permission(io.bucky.containers.Permission it) {
    return new Permission(
        it.id(),
        it.kind(),
        it.title(),
        it.detail(),
        it.risk().name().toLowerCase(Locale.ROOT),
        it.required(),
        it.byDefault());
  }

  private List<ComponentDraft> components(Optional<ComposeApp> app) throws InterruptedException {
    var drafts = new ArrayList<ComponentDraft>();
    for (Component component : app.map(ComposeApp::components).orElse(List.of())) {
      drafts.add(
          new ComponentDraft(
              component.name(), component.image(), images.isPresent(component.image())));
    }
    return drafts;
  }
}
