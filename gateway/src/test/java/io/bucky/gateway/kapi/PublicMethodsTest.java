package io.bucky.gateway.kapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.api.VerifyHubApi;
import io.bucky.krpc.Method;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The gateway's list next to the services' declarations.
class PublicMethodsTest {
  /// Their methods do not come by the gateway.
  private static final List<String> ELSEWHERE = List.of("active", "node");

  @Test
  void whatTheServicesDeclareOpenPassesAndNothingElseIsListed() throws Exception {
    var open = new TreeMap<String, TreeSet<String>>();
    for (Method<?, ?> method : declared()) {
      boolean verifiesItself = method.service().equals(VerifyHubApi.SERVICE);
      if (verifiesItself || ELSEWHERE.contains(method.service())) {
        continue;
      }
      boolean isOpen = method.access() == Method.Access.PUBLIC;
      if (isOpen) {
        open.computeIfAbsent(method.service(), _ -> new TreeSet<>()).add(method.name());
      }
      assertThat(PublicMethods.contains(method.service(), method.name()))
          .as(method.service() + " " + method.name())
          .isEqualTo(isOpen);
    }

    assertThat(PublicMethods.listed()).isEqualTo(Map.copyOf(open)).isNotEmpty();
  }

  @Test
  void whatVerifyHubGuardsByATokenItGuardsItself() throws Exception {
    assertThat(declared())
        .filteredOn(method -> method.service().equals(VerifyHubApi.SERVICE))
        .filteredOn(method -> method.access() != Method.Access.PUBLIC)
        .extracting(Method::name)
        .containsExactlyInAnyOrder("login_by_session", "rotate_key");
  }

  private static List<Method<?, ?>> declared() throws Exception {
    var methods = new ArrayList<Method<?, ?>>();
    for (String type : types()) {
      for (Field field : Class.forName(type).getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers()) && Modifier.isPublic(field.getModifiers())) {
          if (field.get(null) instanceof Method<?, ?> method) {
            methods.add(method);
          }
        }
      }
    }
    assertThat(methods).hasSizeGreaterThan(50);
    return methods;
  }

  private static List<String> types() throws Exception {
    URI source = VerifyHubApi.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    Path classes = Path.of(source);
    if (Files.isDirectory(classes)) {
      return types(classes);
    }
    try (FileSystem jar = FileSystems.newFileSystem(classes)) {
      return types(jar.getPath("/"));
    }
  }

  private static List<String> types(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .map(file -> root.relativize(file).toString())
          .filter(name -> name.endsWith(".class") && !name.contains("-"))
          .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
          .sorted()
          .toList();
    }
  }
}
