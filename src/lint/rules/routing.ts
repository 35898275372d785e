import { listed } from '../../finding/prose.ts';
import type { Model } from '../../model/model.ts';
import { receiverOf, severitiesByOwner } from '../../plan/notifications.ts';
import type { SpecPath } from '../../spec/path.ts';
import { allLabels } from '../names.ts';
import type { LintRule } from '../rule.ts';
import { OF_RULES } from './label-collisions.ts';

/** What is committed holds no secret: Alertmanager reads each from a file. */
export const routingSecrets: LintRule = {
  codes: ['routing/secret'],
  *check({ document, model }) {
    for (const [receiver, settings] of model.routing?.receivers ?? []) {
      for (const { path, file } of secretsIn(settings, [])) {
        const args = { receiver, setting: path.join('.'), file };
        yield document.finding('routing/secret', ['routing', 'receivers', receiver, ...path], args);
      }
    }
  },
};

interface Secret {
  readonly path: SpecPath;
  /** Key that names a file instead; none where Alertmanager has no such key. */
  readonly file: string | undefined;
}

/**
 * Keys that Alertmanager hides when it shows its configuration, whatever the receiver.
 * @see https://prometheus.io/docs/alerting/latest/configuration/#receiver
 */
const SECRET_KEY =
  /^((.*_)?(password|secret|token|credentials)|(client_certificate_)?key|token_id|webhook_url|(api|user|secret)_key)$/;
/** Secrets that Alertmanager reads from no file; headers for a proxy are secrets whatever their names. */
const WITHOUT_FILE: readonly string[] = ['secret_key', 'proxy_connect_header', 'proxy_url'];

function* secretsIn(value: unknown, path: SpecPath): Iterable<Secret> {
  const key = String(path.at(-1) ?? '');
  if (typeof value === 'object' && value !== null) {
    for (const [name, child] of Object.entries(value)) {
      const step = Array.isArray(value) ? Number(name) : name;
      // Values of `http_headers`, each `values`, `secrets` or `files`.
      if (step === 'secrets') yield { path: [...path, step], file: 'files' };
      else yield* secretsIn(child, [...path, step]);
    }
  } else if (SECRET_KEY.test(key) || path.includes('proxy_connect_header') || hasSecret(value)) {
    yield {
      path,
      file: path.some((step) => WITHOUT_FILE.includes(String(step))) ? undefined : `${key}_file`,
    };
  }
}

const SECRET_PARAMETER = /^(.*[_-])?(key|token|secret|sig|signature|password|auth|code)$/i;

/** Whether a text is a URL that lets anybody post who knows it. */
function hasSecret(text: unknown): boolean {
  if (typeof text !== 'string' || !/^https?:/.test(text) || !URL.canParse(text)) return false;
  const { password, pathname, searchParams } = new URL(text);
  const parameters = [...searchParams];
  if (password !== '' || parameters.some(([name, value]) => value !== '' && SECRET_PARAMETER.test(name)))
    return true;
  return [pathname, ...parameters.map(([, value]) => value)].some(
    (part) => UUID.test(part) || part.split(/[^A-Za-z0-9]+/).some(isRandom),
  );
}

const UUID = /[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}/i;

/** Whether a word looks drawn rather than chosen: long, of letters and digits or of letters in changing case. */
function isRandom(word: string): boolean {
  if (word.length < 16) return false;
  if (/\d/.test(word)) return /[a-z]/i.test(word);
  const changes = word.match(/[a-z](?=[A-Z])|[A-Z](?=[a-z])/g)?.length ?? 0;
  return changes > word.length / 4;
}

/** What pages somebody arrives at a pager, at any time. */
export const quietPages: LintRule = {
  codes: ['routing/quiet-page'],
  needsWholeModel: true,
  *check({ document, model, plan }) {
    const { teams, service } = model;
    const pagers = pagersOf(model);
    const reported = new Set<string>();
    for (const [owner, severities] of severitiesByOwner(plan)) {
      for (const severity of severities) {
        const to = severity.like === 'page' ? receiverOf(model, owner, severity) : undefined;
        if (to === undefined) continue;
        const waits = [
          ...to.active.map((name) => `outside ${name}`),
          ...to.muted.map((name) => `during ${name}`),
        ];
        const lost = pagers.size > 0 && !pagers.has(to.receiver);
        const problem = lost ? `go to the default receiver "${to.receiver}"` : `wait ${listed(waits)}`;
        const own = teams.get(owner);
        const team = lost || own?.receivers.has(severity.name) === true ? own : service.owner;
        if (team === undefined || (!lost && waits.length === 0)) continue;
        const path = lost ? team.path : [...team.path, 'receivers', severity.name];
        if (reported.has(path.join('.'))) continue;
        reported.add(path.join('.'));
        const args = { team: team.name, severity: severity.name, problem };
        yield document.finding('routing/quiet-page', path, args, { side: 'key' });
      }
    }
  },
};

/** Receivers of what pages somebody, of any team. */
function pagersOf({ teams, severities }: Model): Set<string> {
  const pages = [...severities.values()].filter(({ like }) => like === 'page');
  return new Set(
    [...teams.values()].flatMap(({ receivers }) =>
      pages.flatMap(({ name }) => receivers.get(name)?.receiver ?? []),
    ),
  );
}

/** Prometheus adds an external label where there is none of its name: it must not have that of another label. */
export const externalLabels: LintRule = {
  codes: ['routing/external-label'],
  *check({ document, model }) {
    const { alerts, slos, service, outputs } = model;
    const declared = new Set([...allLabels(model), ...service.target.labels].map(({ name }) => name));
    const added = [service, ...alerts, ...slos].flatMap((each) => [
      ...('alertLabels' in each ? each.alertLabels : each.labels).keys(),
    ]);
    const ofAlerts = new Set(added);
    for (const label of Object.keys(outputs.prometheus?.external_labels ?? {})) {
      const others = declared.has(label)
        ? 'a label of the spec'
        : ofAlerts.has(label)
          ? 'a label of alerts'
          : OF_RULES.includes(label) || label === 'job' || label === 'instance'
            ? 'a label that Prometheus or a rule sets'
            : undefined;
      if (others === undefined) continue;
      const path = ['outputs', 'prometheus', 'external_labels', label];
      yield document.finding('routing/external-label', path, { label, others }, { side: 'key' });
    }
  },
};
