import fc from 'fast-check';

// The same cases on every machine, so that a red run is about the change at hand; FUZZ_SEED looks elsewhere.
fc.configureGlobal({ seed: Number(process.env['FUZZ_SEED'] ?? 1) });
