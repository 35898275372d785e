import { Command, CommanderError, Option } from 'commander';
import { OUTPUT_KINDS } from '../emit/output.ts';
import { VERSION } from '../version.ts';
import { CI_SYSTEMS, SERVICE_KINDS } from './answers.ts';
import { reportFailure, watchStreams } from './failure.ts';
import { EXIT, type ExitCode, processTerminal } from './terminal.ts';

/** Arguments in, exit code out. Each command is loaded when it is called, so that every other starts fast. */
export async function main(args: readonly string[]): Promise<ExitCode> {
  let exit: ExitCode = EXIT.fine;
  const run: Run =
    (load) =>
    async (...given) => {
      const terminal = processTerminal((given.at(-1) as Command).optsWithGlobals()['quiet'] === true);
      const work = (await load()) as (...given: readonly unknown[]) => Promise<ExitCode>;
      exit = await work(...given.slice(0, -1), terminal);
    };
  // For the report of an internal error: ten calls often do not lead out of a library.
  Error.stackTraceLimit = 50;
  watchStreams();
  process.on('uncaughtException', (error) => process.exit(reportFailure(error)));
  try {
    await program(run).parseAsync(args, { from: 'user' });
    return exit;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.failed;
    return reportFailure(error);
  }
}

/** The action of a command: loads the function that does its work, which gets the arguments, options and terminal. */
type Run = (
  load: () => Promise<(...given: never) => Promise<ExitCode>>,
) => (...given: readonly unknown[]) => Promise<void>;

function program(run: Run): Command {
  const root = new Command('ryot-metrics')
    .description('One YAML spec for every metric, SLO and alert of a service: proven sound, then emitted.')
    .version(VERSION)
    .option('-q, --quiet', 'print results and failures only')
    .configureHelp({ showGlobalOptions: true })
    .showSuggestionAfterError()
    .exitOverride()
    .addHelpText(
      'after',
      `\n${SPEC_HELP}\nExit codes: 0 fine; 1 findings, drift, breaking changes or failing tests; 2 the command could not do its work\n(wrong usage, an unreadable spec, a missing tool, an internal error).`,
    );
  addInit(root, run);
  addGenerate(root, run);
  addLint(root, run);
  addDiff(root, run);
  addVerify(root, run);
  addCardinality(root, run);
  addTest(root, run);
  addExplain(root, run);
  addSchema(root, run);
  return root;
}

const SPEC_HELP =
  'Without [spec]: ryot-metrics.yaml, else the only YAML file in spec/. A [spec] of - is standard input.';

function addInit(root: Command, run: Run): void {
  root
    .command('init')
    .argument('[dir]', 'folder to write to; the current one by default')
    .description('write a first spec, its JSON Schema and .gitattributes; ask for what no option says')
    .option('--service <name>', 'prefix of the metric names; the name of the folder by default')
    .option('--team <name>', 'team that owns the service')
    .addOption(new Option('--kind <kind>', 'what the service does').choices(SERVICE_KINDS))
    .addOption(new Option('--ci <system>', 'write a CI recipe as well').choices(CI_SYSTEMS))
    .addHelpText('after', listOf('init', 'init --service checkout --team payments --kind http --ci github'))
    .action(run(async () => (await import('./commands/init.ts')).init));
}

function addGenerate(root: Command, run: Run): void {
  root
    .command('generate')
    // The spec stands first: `--only` takes every word after it.
    .usage('[spec] [options]')
    .argument('[spec]', 'the spec')
    .description('write the module, rules, dashboards and runbooks that follow from the spec')
    .option('-o, --out <dir>', 'folder to write to', (dir) => dir.replace(/(?<=.)\/+$/, ''), 'generated')
    .addOption(
      new Option('--only <kind...>', 'write these outputs only, and leave the others as they are').choices(
        OUTPUT_KINDS,
      ),
    )
    .option('--check', 'write nothing; exit 1 and list what differs if the folder is not up to date')
    .option('--dry-run', 'write nothing; list what would be written')
    .option('--force', 'overwrite and delete files that are not ours or were edited by hand')
    .addHelpText(
      'after',
      examples('generate', 'generate --check', 'generate my.yaml --out deploy --only prometheus'),
    )
    .action(run(async () => (await import('./commands/generate.ts')).generate));
}

function addLint(root: Command, run: Run): void {
  root
    .command('lint')
    .argument('[spec]', 'the spec')
    .description('report everything that is wrong with the spec')
    .addOption(formatOption(FINDING_FORMATS, 'how to print the findings'))
    .addOption(failOnOption())
    .addHelpText('after', examples('lint', 'lint --fail-on warning', 'lint --format sarif > findings.sarif'))
    .action(run(async () => (await import('./commands/lint.ts')).lintCommand));
}

function addDiff(root: Command, run: Run): void {
  root
    .command('diff')
    .usage('[old] [new] [options]')
    .argument('[old]', 'a file, a revision or revision:path; by default the merge base with the main branch')
    .argument('[new]', 'likewise; by default the spec as it is now')
    .description('what changed between two versions of the spec, what it breaks and what it costs')
    .addOption(formatOption(['text', 'json', 'markdown'], 'how to print the report'))
    .addOption(
      new Option('--fail-on <level>', 'exit 1 from this level on')
        .choices(['breaking', 'warning', 'none'])
        .default('breaking'),
    )
    .addHelpText(
      'after',
      listOf(
        'diff',
        'diff HEAD~1',
        'diff v1.2:spec/shop.yaml spec/shop.yaml',
        'diff --format markdown --fail-on none',
      ),
    )
    .action(run(async () => (await import('./commands/diff.ts')).diff));
}

function addVerify(root: Command, run: Run): void {
  root
    .command('verify')
    .usage('[spec] <source...> [options]')
    .argument('<source...>', 'files or URLs of metrics, or a Prometheus server: a URL without a path')
    .description('hold what programs expose against the spec')
    .addOption(formatOption(FINDING_FORMATS, 'how to print the findings'))
    .addOption(failOnOption())
    .option('--require', 'fail for a metric of the spec that no source has')
    .addHelpText(
      'after',
      examples(
        'verify http://localhost:3000/metrics',
        'verify scrape.txt --require',
        'verify shop.yaml http://prometheus:9090',
      ),
    )
    .action(run(async () => (await import('./commands/verify.ts')).verify));
}

function addCardinality(root: Command, run: Run): void {
  root
    .command('cardinality')
    .argument('[spec]', 'the spec')
    .description('count the series of every metric, rule, alert and panel against the budgets')
    .addOption(formatOption(['text', 'json', 'markdown'], 'how to print the report'))
    .addHelpText('after', examples('cardinality', 'cardinality --format markdown >> "$GITHUB_STEP_SUMMARY"'))
    .action(run(async () => (await import('./commands/cardinality.ts')).cardinality));
}

function addTest(root: Command, run: Run): void {
  root
    .command('test')
    .argument('[spec]', 'the spec')
    .description('run the generated rule tests on promtool')
    .option('--promtool <path>', 'the promtool to run; else PROMTOOL, else the one in PATH')
    .addHelpText('after', examples('test', 'test --promtool ~/prometheus-3/promtool'))
    .action(run(async () => (await import('./commands/test.ts')).test));
}

function addExplain(root: Command, run: Run): void {
  root
    .command('explain')
    .argument('[code]', 'a finding code; without one all are listed')
    .description('explain what a finding means, why it matters, and how to fix it')
    .addHelpText('after', listOf('explain', 'explain label/unbounded'))
    .action(run(async () => (await import('./commands/explain.ts')).explain));
}

function addSchema(root: Command, run: Run): void {
  root
    .command('schema')
    .description('print the JSON Schema of the spec, for completion and hover text in editors')
    .addHelpText('after', listOf('schema > ryot-metrics.schema.json'))
    .action(run(async () => (await import('./commands/schema.ts')).schema));
}

/** Names of the reporters, which are loaded when they are needed. */
const FINDING_FORMATS = ['text', 'json', 'sarif', 'github'];

function failOnOption(): Option {
  return new Option('--fail-on <severity>', 'exit 1 from this severity on')
    .choices(['error', 'warning'])
    .default('error');
}

function formatOption(formats: readonly string[], description: string): Option {
  return new Option('--format <format>', description).choices(formats).default('text');
}

/** Examples of a command that reads a spec. */
function examples(...lines: readonly string[]): string {
  return `${listOf(...lines)}\n\n${SPEC_HELP}`;
}

function listOf(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ryot-metrics ${line}`).join('\n')}`;
}
