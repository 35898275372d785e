import Handlebars from 'handlebars';

/**
 * Renders templates that can show each other by name. Nothing is escaped here: every value that they show is already
 * code or comment text, escaped for the place where it stands.
 */
export function codeTemplates(texts: Readonly<Record<string, string>>) {
  const engine = Handlebars.create();
  const options = { noEscape: true, strict: true };
  // A template without a tag is its own result, and compiling the long ones takes longer than all the rest.
  const compile = (text: string) => (text.includes('{{') ? engine.compile(text, options) : () => text);
  const partials = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, compile(text)]));
  return (name: string, view: object): string => partials[name]?.(view, { partials }) ?? '';
}
