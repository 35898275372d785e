import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';
import { reasonOf } from '../spec/read-file.ts';
import { VERSION } from '../version.ts';
import { CommandError, EXIT, type ExitCode, processTerminal } from './terminal.ts';

/** Says in one line why a command could not do its work; only what is a fault of this program gets a stack trace. */
export function reportFailure(error: unknown): ExitCode {
  processTerminal(false).fail(messageOf(error));
  return EXIT.failed;
}

/** A closed pipe or a full disk behind stdout arrives as an event, and would otherwise end in a stack trace. */
export function watchStreams(): void {
  process.stdout.on('error', (error) => {
    process.exit(reportFailure(new CommandError(`cannot write to standard output: ${reasonOf(error)}`)));
  });
  process.stderr.on('error', () => process.exit(EXIT.failed));
}

function messageOf(error: unknown): string {
  if (error instanceof CommandError) return `error: ${error.message}`;
  const { syscall, path, dest } = error as NodeJS.ErrnoException & { dest?: string };
  if (syscall !== undefined) {
    const where = dest ?? path;
    return `error: cannot ${WORDS[syscall] ?? syscall} ${where ?? 'the current folder'}: ${reasonOf(error)}`;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return [
    'error: internal error; please report it with the spec and the lines below',
    `ryot-metrics ${VERSION}, Node ${process.versions.node}, ${process.platform} ${process.arch}`,
    inSource(stack),
  ].join('\n');
}

/** What system calls do, in the words of people. */
const WORDS: Readonly<Partial<Record<string, string>>> = {
  access: 'read',
  lstat: 'read',
  mkdir: 'make the folder',
  open: 'open',
  rename: 'write',
  rm: 'delete',
  rmdir: 'delete',
  scandir: 'read',
  stat: 'read',
  unlink: 'delete',
  uv_cwd: 'find',
};

/** A stack trace with the places in the sources instead of those in the bundle. */
function inSource(stack: string): string {
  return stack.replace(/(file:\S+?\.js):(\d+):(\d+)/g, (frame, url: string, line: string, column: string) => {
    const map = `${fileURLToPath(url)}.map`;
    if (!existsSync(map)) return frame;
    const entry = new SourceMap(JSON.parse(readFileSync(map, 'utf8'))).findEntry(
      Number(line) - 1,
      Number(column) - 1,
    );
    if (!('originalSource' in entry)) return frame;
    return `${entry.originalSource.replace(/^(\.\.\/)+/, '')}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  });
}
