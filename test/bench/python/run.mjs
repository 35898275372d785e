// Times the Python package against prometheus_client, in the environment of the Python tests.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadGenerator } from '../load.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const python = process.env.PYTHON ?? join(root, 'test/python/.venv/bin/python');
if (!existsSync(python)) {
  console.error(
    'Install the environment first: python3 -m venv test/python/.venv && test/python/.venv/bin/pip install -r test/python/requirements.txt',
  );
  process.exit(2);
}
const folder = await mkdtemp(join(tmpdir(), 'ryot-metrics-bench-'));
const { readSpec, buildModel, emitPython, planRules } = await loadGenerator(folder);
const path = join(root, 'spec/ryot.yaml');
const { document, spec } = readSpec(path, await readFile(path, 'utf8'));
const { model } = buildModel(document, spec);
const output = { dir: 'python', package: 'ryot_metrics', refusal_alert: true };
const files = emitPython({ ...model, outputs: { ...model.outputs, python: output } }, planRules(model));
for (const file of files) {
  await mkdir(dirname(join(folder, file.path)), { recursive: true });
  await writeFile(join(folder, file.path), file.content);
}
const env = { ...process.env, PYTHONPATH: join(folder, 'python') };
const { status } = spawnSync(python, [join(root, 'test/bench/python/run.py')], { env, stdio: 'inherit' });
process.exit(status ?? 1);
