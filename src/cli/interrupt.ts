const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Does work that must not be cut off in the middle. A signal that would end the process aborts the work instead, which
 * ends early or not at all and cleans up; then the process ends as the signal wants it. A second signal ends it at once.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let received: NodeJS.Signals | undefined;
  const stop = (name: NodeJS.Signals) => {
    received = name;
    release();
    controller.abort(new Error(`interrupted by ${name}`));
  };
  const release = () => {
    for (const name of SIGNALS) process.off(name, stop);
  };
  for (const name of SIGNALS) process.on(name, stop);
  try {
    return await work(controller.signal);
  } finally {
    release();
    if (received !== undefined) {
      process.kill(process.pid, received);
      // The signal arrives with a later turn of the event loop; nothing is printed until then.
      await new Promise(() => setInterval(() => undefined, 1000));
    }
  }
}
