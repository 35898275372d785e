import githubRecipe from '../../templates/init/github.yml';
import gitlabRecipe from '../../templates/init/gitlab.yml';
import httpSpec from '../../templates/init/http.yaml';
import llmSpec from '../../templates/init/llm.yaml';
import queueSpec from '../../templates/init/queue.yaml';
import type { RelativeFile } from '../emit/output.ts';
import { capital } from '../finding/prose.ts';
import { alertPrefixOf, prefixOf } from '../model/service-name.ts';
import { specJsonSchema } from '../spec/json-schema.ts';
import { VERSION } from '../version.ts';
import type { Answers, CiSystem, ServiceKind } from './answers.ts';
import { DEFAULT_SPEC } from './spec.ts';

/** The first spec of a service, by what the service does. */
const SPECS = { http: httpSpec, queue: queueSpec, llm: llmSpec } as const satisfies Record<
  ServiceKind,
  string
>;
const RECIPES = {
  github: { path: '.github/workflows/ryot-metrics.yml', text: githubRecipe },
  gitlab: { path: '.gitlab/ryot-metrics.yml', text: gitlabRecipe },
} as const satisfies Record<CiSystem, { path: string; text: string }>;

/** The files of a team's first day; the spec comes first. */
export function starterFiles({ service, team, kind, ci }: Answers): RelativeFile[] {
  const words = new Map([
    ['name', service],
    ['service', prefixOf(service)],
    ['Service', alertPrefixOf(service)],
    ['slug', service.split('_').filter(Boolean).join('-').slice(0, 40).replace(/-$/, '')],
    // A JSON string is a YAML string as well.
    ['title', JSON.stringify(capital(service.replaceAll('_', ' ').trim()))],
    ['team', JSON.stringify(team)],
    ['version', VERSION],
  ]);
  const filled = (text: string) => text.replace(/\{\{(\w+)\}\}/g, (all, word) => words.get(word) ?? all);
  const recipe = ci && RECIPES[ci];
  return [
    { path: DEFAULT_SPEC, content: filled(SPECS[kind]) },
    { path: 'ryot-metrics.schema.json', content: specJsonSchema() },
    { path: '.gitattributes', content: '/generated/** linguist-generated=true\n' },
    ...(recipe === undefined ? [] : [{ path: recipe.path, content: filled(recipe.text) }]),
  ];
}
