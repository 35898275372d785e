import { capital } from '../../finding/prose.ts';

/** Words of a snake_case name; leading underscores and colons do not count. */
function words(name: string): readonly string[] {
  return name.split(/[^a-zA-Z0-9]+/).filter((word) => word !== '');
}

/** `inference_requests_total` as `InferenceRequestsTotal`; prefixed with `N` where a digit would come first. */
export function pascalCase(name: string): string {
  const joined = words(name).map(capital).join('');
  return /^[A-Za-z]/.test(joined) ? joined : `N${joined}`;
}

/** `inference_requests_total` as `inferenceRequestsTotal`. */
export function camelCase(name: string): string {
  const pascal = pascalCase(name);
  return pascal.charAt(0).toLowerCase() + pascal.slice(1);
}

/** `inference_Requests.total` as `inference_requests_total`; prefixed with `n_` where a digit would come first. */
export const snakeCase = (name: string): string => upperCase(name).toLowerCase();

/** `batch_size` as `BATCH_SIZE`. */
export function upperCase(name: string): string {
  const joined = words(name).join('_').toUpperCase();
  return /^[A-Z]/.test(joined) ? joined : `N_${joined}`;
}

/** Identifiers of one scope: each is given out once. */
export class Names {
  private readonly taken: Set<string>;

  constructor(reserved: Iterable<string>) {
    this.taken = new Set(reserved);
  }

  /** The first of the candidates that is free, else the last one with a number. */
  claim(...candidates: readonly [string, ...string[]]): string {
    const last = candidates[candidates.length - 1] ?? candidates[0];
    let name = candidates.find((candidate) => !this.taken.has(candidate));
    for (let number = 2; name === undefined; number++) {
      if (!this.taken.has(`${last}${number}`)) name = `${last}${number}`;
    }
    this.taken.add(name);
    return name;
  }
}

/** The name of a metric without the prefix of its service, where that leaves a name. */
export function shortName(name: string, service: string): string {
  const short = name.startsWith(`${service}_`) ? name.slice(service.length + 1) : name;
  return /^[a-zA-Z]/.test(short) ? short : name;
}
