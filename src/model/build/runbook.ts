import type { SpecPath } from '../../spec/path.ts';
import type { Spec } from '../../spec/schema/spec.ts';
import type { Runbook } from '../alert.ts';
import { defined } from './context.ts';

type WrittenRunbook = NonNullable<Spec['alerts'][number]['runbook']>;

export function runbookOf(written: WrittenRunbook | undefined, path: SpecPath): Runbook {
  return {
    diagnosis: (written?.diagnosis ?? []).map((item, index) => {
      const at = [...path, 'diagnosis', index];
      return typeof item === 'string'
        ? { step: item, path: at }
        : { step: item.step, path: at, ...defined({ query: item.query }) };
    }),
    mitigation: written?.mitigation ?? [],
    links: written?.links ?? [],
    ...defined({ meaning: written?.meaning, impact: written?.impact, escalation: written?.escalation }),
  };
}
