import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { describePython, run, writePackages } from './package.ts';

const file = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const guide = readFileSync(file('docs/guide/python.md'), 'utf8');
/** The examples as one program: each goes on where the last one ended. */
const examples = [...guide.matchAll(/^```python\n([\s\S]*?)^```$/gm)]
  .map(([, code = '']) => code)
  .join('\n\n');

describePython('The guide to the Python package', () => {
  const folder = writePackages({ ryot_metrics: readFileSync(file('spec/ryot.yaml'), 'utf8') });
  const shown = `import asyncio\n\n${examples}\n\ncount("llama-7b")\nasyncio.run(answer("4bf92f3577b34da6"))\nprint(metrics.text())\n`;
  writeFileSync(join(folder, 'guide.py'), shown);
  cpSync(file('docs/examples/fastapi/app.py'), join(folder, 'app.py'));

  test('has examples that run, and record what they say', () => {
    const { status, stdout, stderr } = run('python', ['guide.py'], folder);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toContain(
      'ryot_inference_requests_total{model="llama-7b",status="success",endpoint="/v1/completions"} 3.0',
    );
    expect(stdout).toContain('ryot_preemptions_total{model="llama-7b"} 1.0');
    expect(stdout).not.toMatch(/^ryot_metrics_refused_total\{.*\} [^0]/m);
  });

  test('has examples, and a FastAPI service, that pass mypy --strict', { timeout: 300_000 }, () => {
    const { stdout } = run('mypy', ['--strict', '--no-incremental', 'guide.py', 'app.py'], folder);
    expect(stdout).toContain('Success: no issues found');
  });

  test('shows a FastAPI service that streams, counts what clients do, and is scraped', {
    timeout: 120_000,
  }, () => {
    const { status, stdout, stderr } = run('python', ['-c', DRIVER], folder);
    expect(stderr).toBe('');
    expect(stdout).toBe('streamed\n');
    expect(status).toBe(0);
  });
});

/** Two requests and a scrape of the example, over its ASGI interface. */
const DRIVER = `
import asyncio, httpx
from app import app

async def main():
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x") as client:
        sent = {"model": "llama-7b", "prompt": "count to fifty"}
        assert (await client.post("/v1/completions", json=sent)).text.count("data:") == 50
        assert (await client.post("/v1/completions", json={**sent, "model": "x"})).status_code == 404
        text = (await client.get("/metrics")).text
        for line in (
            'ryot_inference_requests_total{model="llama-7b",status="success",endpoint="/v1/completions"} 1.0',
            'ryot_tokens_generated_total{model="llama-7b",token_type="completion",generation_mode="streaming"} 50.0',
            'ryot_prompt_tokens_total{model="llama-7b"} 3.0',
            'ryot_active_inference_requests{model="llama-7b",request_type="interactive"} 0.0',
        ):
            assert line in text, line
        print("streamed")

asyncio.run(main())
`;
