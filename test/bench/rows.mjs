// What is raced: each row runs its operation `count` times in this module, in prom-client and in OpenTelemetry.

export const MODELS = ['bitnet-7b', 'llama-7b', 'llama-13b', 'gpt2-small'];
const STATUSES = ['success', 'error', 'timeout', 'success'];
const ENDPOINTS = ['/v1/completions', '/v1/chat/completions'];
const TYPES = ['interactive', 'batch'];
const SIZES = [1, 3, 8, 40];
const INTERVALS = ['1', '2-4', '5-8', '33+'];
export const VALUES = [0.004, 0.03, 0.2, 0.7, 3, 12, 0.06, 45];

/** Counter and histogram, labels given with each call. */
export function recordingRows(own, prom, otel) {
  return [
    {
      name: 'counter, 3 labels',
      own: (count) => {
        for (let i = 0; i < count; i++) {
          own.inferenceRequestsTotal.inc({
            model: MODELS[i & 3],
            status: STATUSES[i & 3],
            endpoint: ENDPOINTS[i & 1],
          });
        }
      },
      prom: (count) => {
        for (let i = 0; i < count; i++) {
          prom.requests.inc({ model: MODELS[i & 3], status: STATUSES[i & 3], endpoint: ENDPOINTS[i & 1] });
        }
      },
      otel: (count) => {
        for (let i = 0; i < count; i++) {
          otel.requests.add(1, { model: MODELS[i & 3], status: STATUSES[i & 3], endpoint: ENDPOINTS[i & 1] });
        }
      },
    },
    {
      name: 'histogram, 11 buckets, 2 labels',
      own: (count) => {
        for (let i = 0; i < count; i++) {
          own.inferenceLatencySeconds.observe(
            { model: MODELS[i & 3], batch_size: SIZES[i & 3] },
            VALUES[i & 7],
          );
        }
      },
      prom: (count) => {
        for (let i = 0; i < count; i++) {
          prom.latency.observe({ model: MODELS[i & 3], batch_size: INTERVALS[i & 3] }, VALUES[i & 7]);
        }
      },
      otel: (count) => {
        for (let i = 0; i < count; i++) {
          otel.latency.record(VALUES[i & 7], { model: MODELS[i & 3], batch_size: INTERVALS[i & 3] });
        }
      },
    },
  ];
}

/** The same on bound handles; OpenTelemetry has none, and gets the same label object each time. */
export function handleRows(own, prom, otel) {
  const labels = MODELS.map((model, i) => ({ model, status: 'success', endpoint: ENDPOINTS[i & 1] }));
  const sized = MODELS.map((model, i) => ({
    own: { model, batch_size: SIZES[i] },
    other: { model, batch_size: INTERVALS[i] },
  }));
  const counters = labels.map((set) => own.inferenceRequestsTotal.with(set));
  const promCounters = labels.map((set) => prom.requests.labels(set));
  const histograms = sized.map((set) => own.inferenceLatencySeconds.with(set.own));
  const promHistograms = sized.map((set) => prom.latency.labels(set.other));
  return [
    {
      name: 'counter, bound handle',
      own: (count) => {
        for (let i = 0; i < count; i++) counters[i & 3].inc();
      },
      prom: (count) => {
        for (let i = 0; i < count; i++) promCounters[i & 3].inc();
      },
      otel: (count) => {
        for (let i = 0; i < count; i++) otel.requests.add(1, labels[i & 3]);
      },
    },
    {
      name: 'histogram, bound handle',
      own: (count) => {
        for (let i = 0; i < count; i++) histograms[i & 3].observe(VALUES[i & 7]);
      },
      prom: (count) => {
        for (let i = 0; i < count; i++) promHistograms[i & 3].observe(VALUES[i & 7]);
      },
      otel: (count) => {
        for (let i = 0; i < count; i++) otel.latency.record(VALUES[i & 7], sized[i & 3].other);
      },
    },
  ];
}

/**
 * Every metric in turn, each from places of its own whose label objects differ in shape, as in a program: the other
 * rows record one metric in one place, which a compiler makes faster than a program can be.
 */
export function turnsRow(own, prom, otel) {
  const shapes = [
    (model, status, endpoint) => ({ model, status, endpoint }),
    (model, status, endpoint) => ({ endpoint, status, model }),
    (model, status, endpoint) => ({ status, model, endpoint }),
    (model, status, endpoint) => ({ endpoint, model, status }),
    (model, status, endpoint) => ({ model, status, endpoint, route: '/v1', user: 7 }),
    (model, status, endpoint) => ({ attempt: 1, model, status, endpoint }),
    (model, status, endpoint) => ({ status, endpoint, model }),
    (model, status, endpoint) => ({ model, endpoint, status }),
  ];
  // prom-client refuses labels that a metric does not have; it and OpenTelemetry get the same order with none more.
  const plain = shapes.map((_, index) => shapes[[0, 1, 2, 3, 6, 7, 6, 7][index]]);
  const turns = (count, record) => {
    for (let i = 0; i < count; i++) record(i);
  };
  return {
    name: 'metrics in turn, 8 shapes of labels',
    own: (count) =>
      turns(count, (i) => {
        const model = MODELS[i & 3];
        const given = shapes[i & 7](model, STATUSES[i & 3], ENDPOINTS[i & 1]);
        if (i & 1) own.inferenceRequestsTotal.inc(given);
        else if (i & 2)
          own.inferenceLatencySeconds.observe({ batch_size: SIZES[i & 3], model }, VALUES[i & 7]);
        else if (i & 4) own.tokensGeneratedTotal.inc({ model, token_type: 'completion' }, 50);
        else own.activeInferenceRequests.inc({ request_type: TYPES[i & 1], model });
      }),
    prom: (count) =>
      turns(count, (i) => {
        const model = MODELS[i & 3];
        const given = plain[i & 7](model, STATUSES[i & 3], ENDPOINTS[i & 1]);
        if (i & 1) prom.requests.inc(given);
        else if (i & 2) prom.latency.observe({ batch_size: INTERVALS[i & 3], model }, VALUES[i & 7]);
        else if (i & 4) prom.tokens.inc({ model, token_type: 'completion' }, 50);
        else prom.active.inc({ request_type: TYPES[i & 1], model });
      }),
    otel: (count) =>
      turns(count, (i) => {
        const model = MODELS[i & 3];
        const given = plain[i & 7](model, STATUSES[i & 3], ENDPOINTS[i & 1]);
        if (i & 1) otel.requests.add(1, given);
        else if (i & 2) otel.latency.record(VALUES[i & 7], { batch_size: INTERVALS[i & 3], model });
        else if (i & 4) otel.tokens.add(50, { model, token_type: 'completion' });
        else otel.active.add(1, { request_type: TYPES[i & 1], model });
      }),
  };
}

/** A counter whose label values arrive as new strings, as from a header. It runs last: it slows what comes after it. */
export function freshRow(own, prom, otel) {
  const bytes = [MODELS, STATUSES, ENDPOINTS].map((values) => values.map((value) => Buffer.from(value)));
  const labels = (i) => ({
    model: bytes[0][i & 3].latin1Slice(),
    status: bytes[1][i & 3].latin1Slice(),
    endpoint: bytes[2][i & 1].latin1Slice(),
  });
  // What it costs to make the strings is not what is measured: they are made once, before.
  const given = Array.from({ length: 4096 }, (_, i) => labels(i));
  return {
    name: 'counter, 3 labels, values as new strings',
    own: (count) => {
      for (let i = 0; i < count; i++) own.inferenceRequestsTotal.inc(given[i & 4095]);
    },
    prom: (count) => {
      for (let i = 0; i < count; i++) prom.requests.inc(given[i & 4095]);
    },
    otel: (count) => {
      for (let i = 0; i < count; i++) otel.requests.add(1, given[i & 4095]);
    },
  };
}

/** The request of the design: start, first token, 49 tokens more, success. All read the same clock. */
export function lifecycleRow(own, prom, otel) {
  return {
    name: 'whole request',
    own: (count) => {
      for (let i = 0; i < count; i++) {
        const run = own.inference.start({
          model: MODELS[i & 3],
          endpoint: ENDPOINTS[i & 1],
          request_type: TYPES[i & 1],
          batch_size: SIZES[i & 3],
        });
        run.tokens(1);
        run.firstToken();
        run.tokens(49);
        run.succeed();
      }
    },
    prom: (count) => {
      for (let i = 0; i < count; i++) {
        const model = MODELS[i & 3];
        const request_type = TYPES[i & 1];
        const startedAt = performance.now();
        prom.active.inc({ model, request_type });
        prom.ttft.observe({ model }, (performance.now() - startedAt) / 1000);
        const seconds = (performance.now() - startedAt) / 1000;
        prom.latency.observe({ model, batch_size: INTERVALS[i & 3] }, seconds);
        prom.batch.observe({ model, request_type }, SIZES[i & 3]);
        prom.tokens.inc({ model, token_type: 'completion' }, 50);
        prom.requests.inc({ model, status: 'success', endpoint: ENDPOINTS[i & 1] });
        prom.active.dec({ model, request_type });
      }
    },
    otel: (count) => {
      for (let i = 0; i < count; i++) {
        const model = MODELS[i & 3];
        const request_type = TYPES[i & 1];
        const startedAt = performance.now();
        otel.active.add(1, { model, request_type });
        otel.ttft.record((performance.now() - startedAt) / 1000, { model });
        const seconds = (performance.now() - startedAt) / 1000;
        otel.latency.record(seconds, { model, batch_size: INTERVALS[i & 3] });
        otel.batch.record(SIZES[i & 3], { model, request_type });
        otel.tokens.add(50, { model, token_type: 'completion' });
        otel.requests.add(1, { model, status: 'success', endpoint: ENDPOINTS[i & 1] });
        otel.active.add(-1, { model, request_type });
      }
    },
  };
}
