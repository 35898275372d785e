// Reads vitest's JSON report and prints `PASSED FAILED`. Usage: node count-tests.mjs REPORT EXIT_CODE_OF_VITEST
import { readFileSync } from 'node:fs';

const [reportFile = '', exitCode = ''] = process.argv.slice(2);
const report = JSON.parse(readFileSync(reportFile, 'utf8'));

const statuses = report.testResults.flatMap((file) => file.assertionResults.map((test) => test.status));
const passed = statuses.filter((status) => status === 'passed').length;

// CI never skips, so whatever is neither passed nor failed (skipped, pending, todo) counts against the run.
let failed = statuses.length - passed;
// A file that does not load has no tests in the report; nothing else in the counts would show it.
failed += report.testResults.filter(
  (file) => file.status === 'failed' && file.assertionResults.length === 0,
).length;
// Errors outside of tests, a broken build, or an empty suite: the run has failed even though no test has.
if (failed === 0 && (exitCode !== '0' || passed === 0)) failed = 1;

console.log(`${passed} ${failed}`);
