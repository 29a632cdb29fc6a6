package io.bucky.krpc;

/// One declared method of a service: its name, shapes and who may call it. Server, client, the API
/// pages and the TypeScript types are all made from these declarations.
///
/// @param service the service's name, `verify-hub`
/// @param name the method's name on the wire, `login_by_password`
/// @param request a record; its components are the parameters (`JsonNode` for free form, [None] for
///   no parameters)
/// @param result a record, a list in a record, a boolean, a `JsonNode`, or [None] for `null`
/// @param access who may call it
/// @param summary one sentence for the API page
/// @param repeatable calling twice is the same as calling once, so a client may try again when no
///   answer came
public record Method<Q, R>(
    String service,
    String name,
    Class<Q> request,
    Class<R> result,
    Access access,
    String summary,
    boolean repeatable) {

  /// Who may call a method.
  public enum Access {
    /// Anyone: the proof is in the parameters, or the answer is public.
    PUBLIC,
    /// The holder of a verified token; the handler asks the policy for the rest.
    TOKEN
  }

  public static <Q, R> Method<Q, R> of(
      String service, String name, Class<Q> request, Class<R> result, String summary) {
    return new Method<>(service, name, request, result, Access.TOKEN, summary, false);
  }

  public static <Q, R> Method<Q, R> open(
      String service, String name, Class<Q> request, Class<R> result, String summary) {
    return new Method<>(service, name, request, result, Access.PUBLIC, summary, false);
  }

  /// The same method, declared repeatable.
  public Method<Q, R> asRepeatable() {
    return new Method<>(service, name, request, result, access, summary, true);
  }
}
