import { unitOfRecording } from '../../model/recording.ts';
import { type QueryView, queryView } from './links.ts';
import { href, INDEX_PAGE, RECORDING_PAGE } from './pages.ts';
import { writtenQuery } from './queries.ts';
import type { Ref, Site } from './site.ts';
import { type UsesView, usesOf } from './uses.ts';
import { unit } from './words.ts';

export interface RecordingsView {
  readonly service: string;
  readonly index: string;
  readonly recordings: readonly {
    readonly record: string;
    readonly description: string;
    readonly unit: string;
    readonly expr: string;
    readonly query: QueryView;
    readonly reads: readonly Ref[];
    readonly uses: UsesView;
  }[];
}

export function recordingsView(site: Site): RecordingsView {
  const { model, plan, usage } = site;
  const rules = plan.groups.flatMap((group) => group.rules);
  return {
    service: model.service.title,
    index: href(RECORDING_PAGE, INDEX_PAGE),
    recordings: model.recordings.map((recording) => {
      const { record } = recording;
      const rule = rules.find((one) => one.kind === 'record' && one.record === record);
      const direct = usage.recordings.get(record)?.direct;
      const of = unitOfRecording(recording);
      return {
        record,
        description: recording.description ?? '',
        unit: of === undefined ? '' : unit(of),
        expr: rule === undefined ? '' : writtenQuery(rule.expr, model.service.prometheus),
        query: queryView(model.service, record),
        reads: [
          ...[...(direct?.metrics ?? [])].map((name) => site.metric(RECORDING_PAGE, name)),
          ...[...(direct?.recordings ?? [])].map((name) => site.recording(RECORDING_PAGE, name)),
        ],
        uses: usesOf(site, RECORDING_PAGE, { kind: 'recordings', name: record }),
      };
    }),
  };
}
