import type { Operation } from '../../model/operation.ts';
import { camelCase, pascalCase } from '../instrumentation/names.ts';
import { usesOf } from '../instrumentation/operation-uses.ts';
import { disposal, markMethod, outcomeMethod } from './operation-calls.ts';
import { type OperationContext, OperationNames } from './operation-names.ts';
import { constructorLines, fieldLines, type OperationWriting, traceParameter } from './operation-run.ts';
import { jsDoc, list } from './source.ts';

/** What the operations template shows of one operation: a class that starts runs, and the class of a run. */
export function operationView(operation: Operation, context: OperationContext) {
  const pascal = pascalCase(operation.name);
  const camel = camelCase(operation.name);
  const className = context.names.claim(`${pascal}Operation`);
  const runName = context.names.claim(`${pascal}Run`);
  const labelsType = context.names.claim(`${pascal}Start`);
  const names = new OperationNames(operation, context);
  const writing: OperationWriting = { operation, names, use: usesOf(operation), metrics: context.metrics };
  const refusal = context.layout.refusal(operation.name, 'ended');
  const isLabelled = operation.labels.length > 0;
  const about = operation.description ?? `The operation \`${operation.name}\`.`;
  return {
    property: context.properties.claim(camel, `${camel}Operation`),
    propertyDoc: jsDoc([about], 2),
    className,
    runName,
    labelsType,
    isLabelled,
    labelsDoc: jsDoc([`Labels known when the operation \`${operation.name}\` starts.`]),
    labelFields: operation.labels.map((label) => names.member(label)),
    doc: jsDoc([about]),
    runDoc: jsDoc([`One run of the operation \`${operation.name}\`: call its outcome exactly once.`]),
    fields: fieldLines(writing),
    startParameters: isLabelled ? `labels: ${labelsType}, traceId?: string` : 'traceId?: string',
    startArguments: isLabelled ? 'this._store, labels, traceId' : 'this._store, traceId',
    constructorParameters: constructorParameters(writing, labelsType),
    constructorBody: constructorLines(writing).join('\n'),
    interfaces: interfaces(writing),
    methods: [
      ...operation.marks.map((mark) => markMethod(mark, writing, refusal)),
      ...operation.outcomes.map((outcome) => outcomeMethod(outcome, writing, refusal)),
    ],
    dispose: disposal(writing),
  };
}

function constructorParameters({ operation, use }: OperationWriting, labelsType: string): string {
  const labels = `${use.readsLabels ? '' : '_'}labels: ${labelsType}`;
  const parameters = ['store: Store', ...(operation.labels.length > 0 ? [labels] : []), traceParameter(use)];
  return list('(', parameters, ')', 2, 2 + 'constructor {'.length);
}

/** Label types of calls that take several labels. */
function interfaces({ operation, names }: OperationWriting) {
  return [...names.labelTypes].map(([call, name]) => ({
    doc: jsDoc([`Labels that \`${names.method(call)}\` of the operation \`${operation.name}\` takes.`]),
    name,
    fields: call.labels.map((label) => names.member(label)),
  }));
}
