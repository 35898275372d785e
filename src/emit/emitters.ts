import type { Model } from '../model/model.ts';
import type { RulePlan } from '../plan/plan.ts';
import type { OutputFile, OutputKind } from './output.ts';

/** What emitters work from. */
interface EmitInput {
  readonly model: Model;
  readonly plan: RulePlan;
  /** A team's own templates by name, in place of the built-in ones. */
  readonly templates: ReadonlyMap<string, string>;
}

type Emitter = (input: EmitInput) => readonly OutputFile[];

/** Each emitter is loaded only when it is asked for: a command pays for what it uses. */
export const EMITTERS: Readonly<Record<OutputKind, () => Promise<Emitter>>> = {
  typescript: async () => {
    const { emitTypescript } = await import('./typescript/emit.ts');
    return ({ model, plan }) => emitTypescript(model, plan);
  },
  python: async () => {
    const { emitPython } = await import('./python/emit.ts');
    return ({ model, plan }) => emitPython(model, plan);
  },
  prometheus: async () => {
    const { emitPrometheus } = await import('./prometheus/emit.ts');
    return ({ model, plan }) => emitPrometheus(model, plan);
  },
  grafana: async () => {
    const { emitGrafana } = await import('./grafana/emit.ts');
    return ({ model, plan }) => emitGrafana(model, plan);
  },
  runbooks: async () => {
    const { emitRunbooks } = await import('./runbooks/emit.ts');
    return ({ model, plan, templates }) => emitRunbooks(model, plan, templates);
  },
};
