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

/** The templates of the module by name, `module` first: it says in which order the others come. */
export const TYPESCRIPT_TEMPLATES = {
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

/** Path of a template within the folder of templates, where a team's own may stand. */
const templatePath = (name: string): string => `typescript/${name}.hbs`;

/** Every template that can be replaced. */
export const TEMPLATE_PATHS: readonly string[] = Object.keys(TYPESCRIPT_TEMPLATES).map(templatePath);

/** The text of every template by name; a team's own, given by path, goes before the built-in one. */
export function templateTexts(own: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(TYPESCRIPT_TEMPLATES).map(([name, text]) => [name, own.get(templatePath(name)) ?? text]),
  );
}

/**
 * Renders the module template. Nothing is escaped here: every value that the templates show is already code or
 * comment text, escaped for the place where it stands.
 */
export function renderModule(templates: ReadonlyMap<string, string>, view: object): string {
  const engine = Handlebars.create();
  const options = { noEscape: true, strict: true };
  // A template without a tag is its own result, and compiling the long ones takes longer than all the rest.
  const compile = (text: string) => (text.includes('{{') ? engine.compile(text, options) : () => text);
  const partials = Object.fromEntries([...templates].map(([name, text]) => [name, compile(text)]));
  return compile(templates.get('module') ?? '')(view, { partials });
}

/** Identifiers that the fixed parts of the module use, so that nothing of the spec takes their names. */
export function runtimeIdentifiers(templates: ReadonlyMap<string, string>): ReadonlySet<string> {
  const fixed = [
    'layout',
    'runtime-store',
    'runtime-exposition',
    'runtime-interop',
    'families',
    'metrics',
    'instance',
  ];
  const code = fixed
    .map((name) => templates.get(name) ?? '')
    .join('\n')
    .replace(/\/\*\*[\s\S]*?\*\/|\/\/.*$/gm, '')
    .replace(/\{\{[^}]*\}\}+/g, ' ');
  return new Set(code.match(/[A-Za-z_$][\w$]*/g) ?? []);
}
