import type { Finding } from '../finding/finding.ts';
import type { SpecDocument } from './document.ts';
import { parseYaml } from './parse-yaml.ts';
import type { Spec } from './schema/spec.ts';
import { validate } from './validate.ts';

type ReadResult =
  | { readonly ok: true; readonly document: SpecDocument; readonly spec: Spec }
  | { readonly ok: false; readonly document: SpecDocument; readonly findings: readonly Finding[] };

/** Text of a spec to a spec with positions, or every reason why it is none. `file` is the name that findings show. */
export function readSpec(file: string, text: string): ReadResult {
  const { document, value, findings } = parseYaml(file, text);
  if (findings.length > 0) return { ok: false, document, findings };
  const spec = validate(document, value);
  return Array.isArray(spec)
    ? { ok: false, document, findings: spec }
    : { ok: true, document, spec: spec as Spec };
}
