/** Whether a capital follows a small letter: what promlint takes for camelCase. */
export function isCamelCase(name: string): boolean {
  return /[a-z][A-Z]/.test(name);
}

/** `queueDepth` as `queue_depth`. */
export function snakeCase(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}
