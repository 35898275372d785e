import type { Model } from '../model/model.ts';
import type { RulePlan } from '../plan/plan.ts';
import type { OutputFile, OutputKind } from './output.ts';

/** Pure: `templates` are a team's own by name, in place of the built-in ones. */
type Emitter = (
  model: Model,
  plan: RulePlan,
  templates: ReadonlyMap<string, string>,
) => readonly OutputFile[];

/** Each emitter is loaded only when it is asked for: a command pays for what it uses. */
export const EMITTERS: Readonly<Record<OutputKind, () => Promise<Emitter>>> = {
  typescript: async () => (await import('./typescript/emit.ts')).emitTypescript,
  python: async () => (await import('./python/emit.ts')).emitPython,
  prometheus: async () => (await import('./prometheus/emit.ts')).emitPrometheus,
  grafana: async () => (await import('./grafana/emit.ts')).emitGrafana,
  runbooks: async () => (await import('./runbooks/emit.ts')).emitRunbooks,
};
