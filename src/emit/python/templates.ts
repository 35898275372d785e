import base from '../../../templates/python/_base.py';
import callbacks from '../../../templates/python/_callbacks.py';
import exposition from '../../../templates/python/_exposition.py';
import handles from '../../../templates/python/_handles.py';
import model from '../../../templates/python/_model.py';
import multiprocess from '../../../templates/python/_multiprocess.py';
import store from '../../../templates/python/_store.py';
import families from '../../../templates/python/families.hbs';
import init from '../../../templates/python/init.hbs';
import labels from '../../../templates/python/labels.hbs';
import operations from '../../../templates/python/operations.hbs';
import recorders from '../../../templates/python/recorders.hbs';
import web from '../../../templates/python/web.py';
import { codeTemplates } from '../instrumentation/templates.ts';

/** Modules that are the same for every spec, by file name. */
export const FIXED: Readonly<Record<string, string>> = {
  '_base.py': base,
  '_callbacks.py': callbacks,
  '_exposition.py': exposition,
  '_handles.py': handles,
  '_model.py': model,
  '_multiprocess.py': multiprocess,
  '_store.py': store,
  'web.py': web,
};

/** Renders a module of the package by the name of its template. */
export const template = (): ReturnType<typeof codeTemplates> =>
  codeTemplates({ families, init, labels, operations, recorders });

/** Names that the modules use, so that nothing of the spec takes them. */
export function runtimeIdentifiers(): ReadonlySet<string> {
  const code = [families, init, labels, operations, recorders, ...Object.values(FIXED)].join('\n');
  return new Set(code.replace(/"""[\s\S]*?"""|#.*$/gm, '').match(/[A-Za-z]\w*/g) ?? []);
}
