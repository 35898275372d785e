import { pascalCase } from '../finding/prose.ts';

/**
 * What begins the names of a service's metrics, groups, dashboards and files, whatever the service is called:
 * `k8s-apiserver` is `k8s_apiserver`.
 */
export function prefixOf(service: string): string {
  const words = service
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
  return afterDigits(words);
}

/** What begins the names of alerts that are not declared: `k8s-apiserver` is `K8sApiserver`. */
export function alertPrefixOf(service: string): string {
  return afterDigits(pascalCase(service));
}

/** No identifier begins with a digit. */
function afterDigits(name: string): string {
  return /^\d/.test(name) ? `_${name}` : name;
}
