package io.bucky.controlpanel.apps;

import io.bucky.api.NodeApi.AppUsage;
import io.bucky.api.NodeApi.ContainerUsage;
import io.bucky.api.panel.AppsApi.App;
import io.bucky.api.panel.AppsApi.AppDetails;
import io.bucky.api.panel.AppsApi.Component;
import java.util.List;

/// Joins an app's details with what a node measured of its containers.
final class Measured {
  private Measured() {}

  static AppDetails join(AppDetails details, AppUsage usage) {
    List<Component> components =
        details.app().components().stream()
            .map(component ->
                usage.containers().stream()
                    .filter(it -> it.component().equals(component.name()))
                    .findFirst()
                    .map(it -> join(component, it))
                    .orElse(component))
            .toList();
    return new AppDetails(
        with(details.app(), components),
        details.spec(),
        details.permissions(),
        details.mounts(),
        details.ports(),
        components.stream().flatMap(it -> it.memoryBytes().stream()).reduce(Long::sum),
        components.stream().flatMap(it -> it.cpuPercent().stream()).reduce(Double::sum));
  }

  private static Component join(Component component, ContainerUsage usage) {
    return new Component(
        component.name(),
        component.image(),
        usage.state(),
        usage.health(),
        usage.exitCode(),
        usage.startedAt(),
        usage.memoryBytes(),
        usage.memoryLimitBytes(),
        usage.cpuPercent());
  }

  private static App with(App app, List<Component> components) {
    return new App(
        app.appId(),
        app.showName(),
        app.version(),
        app.iconUrl(),
        app.description(),
        app.state(),
        app.detail(),
        app.ownerUserId(),
        app.taskId(),
        app.appIndex(),
        app.hosts(),
        app.urlPath(),
        app.allowGuest(),
        components);
  }
}
