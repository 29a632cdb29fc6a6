package io.bucky.services;

import io.bucky.api.ActivationApi;
import io.bucky.api.NodeApi;
import io.bucky.api.SchedulerApi;
import io.bucky.api.VerifyHubApi;
import io.bucky.api.panel.AppsApi;
import io.bucky.api.panel.AuthApi;
import io.bucky.api.panel.InstallApi;
import io.bucky.api.panel.LogsApi;
import io.bucky.api.panel.SystemApi;
import io.bucky.api.tasks.TaskCreateApi;
import io.bucky.api.tasks.TaskQueryApi;
import io.bucky.api.tasks.TaskUpdateApi;
import io.bucky.config.ConfigApi;
import io.bucky.krpc.Method;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// `io.bucky.services.ApiPages DIR`: writes the API pages `DIR/docs/api/<service>.md` and the
/// TypeScript types `DIR/web/src/api/wire.ts` from the declared methods, so that neither can say
/// something else than the code.
public final class ApiPages {
  /// Every class that declares methods.
  private static final List<Class<?>> DECLARATIONS =
      List.of(
          ActivationApi.class,
          AppsApi.class,
          AuthApi.class,
          ConfigApi.class,
          InstallApi.class,
          LogsApi.class,
          NodeApi.class,
          SchedulerApi.class,
          SystemApi.class,
          TaskCreateApi.class,
          TaskQueryApi.class,
          TaskUpdateApi.class,
          VerifyHubApi.class);

  private ApiPages() {}

  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1) {
      System.err.println("usage: io.bucky.services.ApiPages DIR");
      Runtime.getRuntime().halt(ExitReason.USAGE.status());
      return;
    }
    for (var file : generate().entrySet()) {
      Path path = Path.of(arguments[0]).resolve(file.getKey());
      Files.createDirectories(path.toAbsolutePath().getParent());
      Files.writeString(path, file.getValue());
    }
  }

  /// Path below the root of the repository to content.
  static Map<String, String> generate() {
    var files = new TreeMap<String, String>();
    Map<String, List<Method<?, ?>>> services = methods();
    services.forEach((service, methods) ->
        files.put(
            "docs/api/" + service.replace('_', '-') + ".md", ApiMarkdown.page(service, methods)));
    files.put("web/src/api/wire.ts", ApiTypeScript.file(services));
    return files;
  }

  /// By service and name. Reads the constants of type [Method].
  private static Map<String, List<Method<?, ?>>> methods() {
    var services = new TreeMap<String, List<Method<?, ?>>>();
    for (Class<?> declaration : DECLARATIONS) {
      for (Field field : declaration.getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers())
            && Modifier.isPublic(field.getModifiers())
            && field.getType() == Method.class) {
          Method<?, ?> method = value(field);
          services.computeIfAbsent(method.service(), _ -> new ArrayList<>()).add(method);
        }
      }
    }
    services.values().forEach(list -> list.sort(Comparator.comparing(Method::name)));
    return services;
  }

  private static Method<?, ?> value(Field field) {
    try {
      return (Method<?, ?>) field.get(null);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(field + " is public", e);
    }
  }
}
