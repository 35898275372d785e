/** Words that cannot name a parameter, attribute or method. */
export const KEYWORDS: readonly string[] =
  'False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield'.split(
    ' ',
  );

/** Built-in names that a module uses or should not hide. */
export const BUILTINS: readonly string[] =
  'any bool bytes dict enumerate Exception float frozenset int isinstance list object property range set str sum tuple type zip'.split(
    ' ',
  );

/** Attributes of `Metrics` that a metric or operation cannot be called. */
export const MEMBERS: readonly string[] =
  'asgi collect collector expose expose_async most_samples open_metrics reset text wsgi'.split(' ');

/** Parameters and locals of the methods that take labels. */
export const LOCALS: readonly string[] =
  'self at by value values trace_id cell number store now elapsed amount bisect_left inf isfinite nan quotient'.split(
    ' ',
  );
