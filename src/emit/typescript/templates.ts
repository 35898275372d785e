import Handlebars from 'handlebars';
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

/**
 * Renders the module template. Nothing is escaped here: every value that the templates show is already code or
 * comment text, escaped for the place where it stands.
 */
export function renderModule(view: object): string {
  const engine = Handlebars.create();
  const options = { noEscape: true, strict: true };
  // A template without a tag is its own result, and compiling the long ones takes longer than all the rest.
  const compile = (text: string) => (text.includes('{{') ? engine.compile(text, options) : () => text);
  const partials = Object.fromEntries(Object.entries(TEMPLATES).map(([name, text]) => [name, compile(text)]));
  return compile(module)(view, { partials });
}

/** Identifiers that the fixed parts of the module use, so that nothing of the spec takes their names. */
export function runtimeIdentifiers(): ReadonlySet<string> {
  const code = [layout, runtimeStore, runtimeExposition, runtimeInterop, families, metrics, instance]
    .join('\n')
    .replace(/\/\*\*[\s\S]*?\*\/|\/\/.*$/gm, '')
    .replace(/\{\{[^}]*\}\}+/g, ' ');
  return new Set(code.match(/[A-Za-z_$][\w$]*/g) ?? []);
}
