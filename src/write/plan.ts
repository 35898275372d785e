import type { OutputFile, OutputKind } from '../emit/output.ts';
import { type Manifest, type ManifestEntry, sha256 } from './manifest.ts';

/** What happens to one file. */
export type Change = 'create' | 'update' | 'delete' | 'unchanged';

export interface PlannedChange {
  readonly path: string;
  readonly change: Change;
  /** Why it must not happen without force: the file is not ours, or someone edited it. */
  readonly conflict?: 'foreign' | 'edited';
}

export interface WritePlan {
  readonly changes: readonly PlannedChange[];
  /** The manifest once all changes are made. */
  readonly manifest: Manifest;
}

export interface WriteInput {
  readonly service: string;
  readonly files: readonly OutputFile[];
  /** Kinds that this run emits; files of other kinds are left as they are. */
  readonly kinds: readonly OutputKind[];
  readonly previous: Manifest | undefined;
  /** SHA-256 of what is on disk, by path; no entry where there is no file. */
  readonly onDisk: ReadonlyMap<string, string>;
}

/**
 * Decides what to do with each file. A file is ours when the manifest has it and its content is what we wrote, or when
 * it already has the content that we would write: so an interrupted run can simply be repeated.
 */
export function planWrite({ service, files, kinds, previous, onDisk }: WriteInput): WritePlan {
  const owned = previous?.files ?? new Map<string, ManifestEntry>();
  const next = new Map<string, ManifestEntry>();
  const changes = files.map((file): PlannedChange => {
    const hash = sha256(file.content);
    next.set(file.path, { kind: file.kind, sha256: hash });
    const present = onDisk.get(file.path);
    if (present === undefined) return { path: file.path, change: 'create' };
    if (present === hash) return { path: file.path, change: 'unchanged' };
    return withConflict({ path: file.path, change: 'update' }, owned.get(file.path), present);
  });
  for (const [path, entry] of owned) {
    if (next.has(path)) continue;
    if (!kinds.includes(entry.kind)) {
      next.set(path, entry);
      continue;
    }
    const present = onDisk.get(path);
    if (present !== undefined) changes.push(withConflict({ path, change: 'delete' }, entry, present));
  }
  return { changes, manifest: { service, files: next } };
}

function withConflict(
  change: PlannedChange,
  entry: ManifestEntry | undefined,
  present: string,
): PlannedChange {
  if (entry === undefined) return { ...change, conflict: 'foreign' };
  return entry.sha256 === present ? change : { ...change, conflict: 'edited' };
}
