import { type Finding, finding } from '../finding/finding.ts';
import { indexMetadata, type Metadata, type Sample } from '../scrape/parse.ts';
import { lineOf, type Source } from './source.ts';

type Labels = Readonly<Record<string, string>>;

/** What a Prometheus server says of the targets of a job: the answers of its HTTP API. */
export interface ServerAnswers {
  /** `/api/v1/targets` */
  readonly targets: readonly {
    readonly labels: Labels;
    readonly health: string;
    readonly lastError: string;
  }[];
  /** `/api/v1/targets/metadata` */
  readonly metadata: readonly {
    readonly target: Labels;
    readonly metric: string;
    readonly type: string;
    readonly help: string;
    readonly unit: string;
  }[];
  /** An instant query; native histograms have no value. */
  readonly series: readonly {
    readonly metric: Labels;
    readonly value?: readonly [time: number, value: string];
  }[];
}

/** A source for each target of the job, without the labels that the server added; targets that are not up are findings. */
export function sourcesOfServer(
  name: string,
  job: string,
  answers: ServerAnswers,
): { sources: Source[]; findings: Finding[] } {
  const place = lineOf({ name, text: '' }, 1);
  const targets = answers.targets.filter(({ labels }) => labels['job'] === job);
  const down = targets.filter(({ health }) => health === 'down');
  const findings = down.map(({ labels, lastError }) =>
    finding('scrape/target', { target: labels['instance'] ?? '', problem: lastError }, place),
  );
  if (targets.length === 0)
    findings.push(
      finding('scrape/target', { target: job, problem: 'the server has no target of this job' }, place),
    );
  const sources = targets
    .filter((target) => !down.includes(target))
    .map(
      ({ labels }): Source => ({
        name,
        text: '',
        scrape: {
          format: 'text',
          problems: [],
          samples: samplesOf(labels, answers),
          metadata: metadataOf(labels, answers),
        },
      }),
    );
  return { sources, findings };
}

/** Series that the server makes of each scrape itself. */
const SYNTHETIC = /^(?:up|scrape_\w+)$/;

function samplesOf(target: Labels, { series }: ServerAnswers): Sample[] {
  return series.flatMap(({ metric: { __name__: name = '', ...labels }, value }) => {
    if (value === undefined || SYNTHETIC.test(name) || !isOf(target, labels)) return [];
    const own = Object.entries(labels).filter(([label]) => target[label] === undefined);
    return [{ name, labels: new Map(own), value: Number(value[1]), line: 1 }];
  });
}

/** The server keeps the names of the format that it scraped: a counter may lack its suffix. */
function metadataOf(target: Labels, { metadata }: ServerAnswers): ReadonlyMap<string, Metadata> {
  const entries = metadata
    .filter((entry) => isOf(entry.target, target))
    .map(({ metric: name, type, help, unit }) => ({ name, type, help, unit, line: 1 }));
  return new Map([...indexMetadata(entries, 'text'), ...indexMetadata(entries, 'openmetrics')]);
}

function isOf(target: Labels, labels: Labels): boolean {
  return Object.entries(target).every(([label, value]) => labels[label] === value);
}
