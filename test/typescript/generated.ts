import { specText } from './build-model.ts';
import { importModule } from './load-module.ts';

/**
 * The modules of the specs beside the tests, emitted by the source at hand once a process. Their types are those of
 * the committed modules, which a test of its own holds against the source.
 */
export const shop = await importModule<typeof import('./golden/shop-metrics.ts')>(specText('service.yaml'));
export const edge = await importModule<typeof import('./golden/edge-metrics.ts')>(specText('edge.yaml'));
export const empty = await importModule<typeof import('./golden/empty-metrics.ts')>(specText('empty.yaml'));
