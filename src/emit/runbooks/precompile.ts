import Handlebars from 'handlebars';
import { COMPILE_OPTIONS, parseTemplate } from './syntax.ts';
import { builtInTemplates } from './templates.ts';

/** The source of the module that stands in for `precompiled.ts` in a build. */
export function precompiledModule(): string {
  const entries = builtInTemplates().map(({ path, text, target }) => {
    const compiled = Handlebars.precompile(parseTemplate(text, target), COMPILE_OPTIONS);
    return `${JSON.stringify(path)}: ${String(compiled)}`;
  });
  return `export const PRECOMPILED = {\n${entries.join(',\n')}\n};\n`;
}
