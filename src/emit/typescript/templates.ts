import families from '../../../templates/typescript/families.hbs';
import header from '../../../templates/typescript/header.hbs';
import instance from '../../../templates/typescript/instance.hbs';
import labels from '../../../templates/typescript/labels.hbs';
import layout from '../../../templates/typescript/layout.hbs';
import metrics from '../../../templates/typescript/metrics.hbs';
import module from '../../../templates/typescript/module.hbs';
import operations from '../../../templates/typescript/operations.hbs';
import runtimeExposition from '../../../templates/typescript/runtime-exposition.hbs';
import runtimeInterop from '../../../templates/typescript/runtime-interop.hbs';
import runtimeStore from '../../../templates/typescript/runtime-store.hbs';
import { codeTemplates } from '../instrumentation/templates.ts';

/** The templates of the module by name. `module` says in which order the others come. */
const TEMPLATES = {
  module,
  header,
  labels,
  layout,
  'runtime-store': runtimeStore,
  'runtime-exposition': runtimeExposition,
  'runtime-interop': runtimeInterop,
  families,
  metrics,
  operations,
  instance,
} as const;

/** Renders the module. */
export function renderModule(view: object): string {
  return codeTemplates(TEMPLATES)('module', view);
}

/** Identifiers that the fixed parts of the module use, so that nothing of the spec takes their names. */
export function runtimeIdentifiers(): ReadonlySet<string> {
  const code = [layout, runtimeStore, runtimeExposition, runtimeInterop, families, metrics, instance]
    .join('\n')
    .replace(/\/\*\*[\s\S]*?\*\/|\/\/.*$/gm, '')
    .replace(/\{\{[^}]*\}\}+/g, ' ');
  return new Set(code.match(/[A-Za-z_$][\w$]*/g) ?? []);
}
