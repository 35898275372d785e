import * as z from 'zod';

/** The schemas that can stand at a path, defaults and unions opened. */
function schemasAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): z.core.$ZodType[] {
  const open = unwrap(schema);
  const [step, ...rest] = path;
  if (step === undefined) return open;
  return open.flatMap((candidate) => {
    if (candidate instanceof z.ZodObject) {
      const shape = candidate.shape as Record<PropertyKey, z.core.$ZodType>;
      const child = Object.hasOwn(shape, step) ? shape[step] : undefined;
      return child === undefined ? [] : schemasAt(child, rest);
    }
    if (candidate instanceof z.ZodRecord) return schemasAt(candidate.def.valueType, rest);
    if (candidate instanceof z.ZodArray) return schemasAt(candidate.def.element, rest);
    return [];
  });
}

/** The keys that an object at this path may have. */
export function keysAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  return schemasAt(schema, path).flatMap((candidate) =>
    candidate instanceof z.ZodObject ? Object.keys(candidate.shape) : [],
  );
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType[] {
  if (schema instanceof z.ZodUnion) return schema.def.options.flatMap(unwrap);
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  ) {
    return unwrap(schema.def.innerType);
  }
  return [schema];
}
