import { basename, dirname } from 'node:path';
import { runTool } from './run.ts';

/** What a git command printed; undefined where it failed. */
async function git(folder: string, ...args: string[]): Promise<string | undefined> {
  const run = await runTool('git', args, { cwd: folder }).catch(() => undefined);
  return run?.code === 0 ? run.stdout : undefined;
}

/** The commit that a revision of the repository around `folder` names; undefined where it names none. */
export async function commitOf(folder: string, revision: string): Promise<string | undefined> {
  const name = await git(
    folder,
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${revision}^{commit}`,
  );
  return name?.trim();
}

/** A file as it is in a commit; undefined where the commit has no file of that name. */
export function fileAt(commit: string, path: string): Promise<string | undefined> {
  return git(dirname(path), 'cat-file', 'blob', `${commit}:./${basename(path)}`);
}

/** A file as it is in a commit, its path from the root of the repository. */
export function fileInRoot(commit: string, path: string): Promise<string | undefined> {
  return git('.', 'cat-file', 'blob', `${commit}:${path}`);
}

/** The root of the repository that a folder lies in; undefined where it lies in none, or there is no git. */
export async function repositoryRoot(folder: string): Promise<string | undefined> {
  return (await git(folder, 'rev-parse', '--show-toplevel'))?.trim();
}

/**
 * Where the branch of HEAD left the branch that it will go back into: the target branch that the CI system names, else the
 * default branch. Undefined where there is no such branch, or no common commit.
 */
export async function mergeBase(folder: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const targets = [env['GITHUB_BASE_REF'], env['CI_MERGE_REQUEST_TARGET_BRANCH_NAME']].flatMap((name) =>
    name ? [`origin/${name}`] : [],
  );
  for (const branch of [...targets, 'origin/HEAD', 'origin/main', 'origin/master', 'main', 'master']) {
    if ((await commitOf(folder, branch)) === undefined) continue;
    return (await git(folder, 'merge-base', 'HEAD', branch))?.trim();
  }
  return undefined;
}
