package io.bucky.services;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import io.bucky.krpc.None;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/// How a Java type looks as JSON, by the rules of `io.bucky.json`.
sealed interface WireShape {
  /// `string`, `number`, `boolean`, `null`, or `any`.
  record Plain(String name) implements WireShape {}

  /// One of some texts.
  record OneOf(Class<?> type, List<String> texts) implements WireShape {}

  record ListOf(WireShape item) implements WireShape {}

  /// An object whose member names are data.
  record MapOf(WireShape value) implements WireShape {}

  /// An object with fixed members; see [#members].
  record Members(Class<?> type) implements WireShape {}

  /// A member that may be missing, or `null` where nothing is left out.
  record Maybe(WireShape value) implements WireShape {}

  /// One member of an object.
  record Member(String name, WireShape shape) {}

  static WireShape of(Type type) {
    return switch (type) {
      case Class<?> plain -> ofClass(plain);
      case ParameterizedType generic -> ofGeneric(generic);
      case WildcardType wild -> of(wild.getUpperBounds()[0]);
      default -> new Plain("any");
    };
  }

  private static WireShape ofGeneric(ParameterizedType generic) {
    var raw = (Class<?>) generic.getRawType();
    Type[] arguments = generic.getActualTypeArguments();
    if (raw == Optional.class) {
      return new Maybe(of(arguments[0]));
    }
    if (Collection.class.isAssignableFrom(raw)) {
      return new ListOf(of(arguments[0]));
    }
    if (Map.class.isAssignableFrom(raw)) {
      return new MapOf(of(arguments[1]));
    }
    return ofClass(raw);
  }

  private static WireShape ofClass(Class<?> type) {
    if (type == None.class) {
      return new Plain("null");
    }
    if (type == boolean.class || type == Boolean.class) {
      return new Plain("boolean");
    }
    if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
      return new Plain("number");
    }
    if (type == OptionalLong.class || type == OptionalInt.class || type == OptionalDouble.class) {
      return new Maybe(new Plain("number"));
    }
    if (JsonNode.class.isAssignableFrom(type) || type == Object.class) {
      return new Plain("any");
    }
    if (type.isEnum()) {
      return new OneOf(type, texts(type));
    }
    if (type.isRecord() && jsonValue(type).isEmpty()) {
      return new Members(type);
    }
    return new Plain("string");
  }

  /// The members of a record, in order.
  static List<Member> members(Class<?> type) {
    var members = new ArrayList<Member>();
    for (RecordComponent component : type.getRecordComponents()) {
      JsonProperty named = component.getAccessor().getAnnotation(JsonProperty.class);
      String name =
          named != null && !named.value().isEmpty() ? named.value() : snake(component.getName());
      members.add(new Member(name, of(component.getGenericType())));
    }
    return members;
  }

  /// Whether absent members are written as `null` instead of left out.
  static boolean writesNulls(Class<?> type) {
    JsonInclude include = type.getAnnotation(JsonInclude.class);
    return include != null && include.value() == JsonInclude.Include.ALWAYS;
  }

  private static List<String> texts(Class<?> type) {
    var texts = new ArrayList<String>();
    for (Object constant : type.getEnumConstants()) {
      texts.add(jsonValue(type).map(method -> text(method, constant)).orElse(constant.toString()));
    }
    return texts;
  }

  private static Optional<java.lang.reflect.Method> jsonValue(Class<?> type) {
    for (java.lang.reflect.Method method : type.getDeclaredMethods()) {
      if (method.isAnnotationPresent(JsonValue.class)) {
        return Optional.of(method);
      }
    }
    return Optional.empty();
  }

  private static String text(java.lang.reflect.Method method, Object constant) {
    try {
      AccessibleObject.setAccessible(new AccessibleObject[] {method}, true);
      return String.valueOf(method.invoke(constant));
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(method + " cannot be read", e);
    }
  }

  /// `rootId` is `root_id` on the wire.
  private static String snake(String name) {
    var text = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (Character.isUpperCase(c) && i > 0) {
        text.append('_');
      }
      text.append(c);
    }
    return text.toString().toLowerCase(Locale.ROOT);
  }
}
