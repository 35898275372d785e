import { execFileSync } from 'node:child_process';

const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];

/** Milliseconds for which a contestant runs before it is measured. */
const WARM_UP = 200;

/**
 * Nanoseconds per call of each contestant, a function that runs its operation `count` times. All are measured in
 * turn within each round, so that what else the machine does falls on all of them; the median of the rounds counts.
 */
export function race(contestants, { rounds = 15, milliseconds = 15 } = {}) {
  const counts = contestants.map((run) => calibrate(run, milliseconds));
  const times = contestants.map(() => []);
  for (let round = 0; round < rounds; round++) {
    contestants.forEach((run, index) => {
      times[index].push(timed(run, counts[index]));
    });
  }
  return times.map(median);
}

function timed(run, count) {
  const start = process.hrtime.bigint();
  run(count);
  return Number(process.hrtime.bigint() - start) / count;
}

/**
 * A count that takes about as long as asked, by the fastest of several trials: one that something else on the machine
 * held up would give a count too small for the code to become warm.
 */
function calibrate(run, milliseconds) {
  const until = performance.now() + WARM_UP;
  while (performance.now() < until) run(1000);
  const trials = Array.from({ length: 9 }, () => timed(run, 2000));
  return Math.max(1000, Math.round((milliseconds * 1e6) / Math.min(...trials)));
}

/** Median of the number that a program prints, each time in a process of its own. */
export function inProcesses(program, { runs = 9, flags = [] } = {}) {
  const outputs = Array.from({ length: runs }, () =>
    Number(
      execFileSync(process.execPath, [...flags, '--input-type=module', '-e', program], { encoding: 'utf8' }),
    ),
  );
  return median(outputs);
}
