/** The shortest way from a node back to itself, itself first; undefined where there is none. */
export function pathBack<Node>(
  start: Node,
  next: (node: Node) => Iterable<Node>,
): readonly Node[] | undefined {
  const queue: (readonly Node[])[] = [[start]];
  const seen = new Set<Node>();
  for (const path of queue) {
    for (const node of next(path.at(-1) ?? start)) {
      if (node === start) return path;
      if (seen.has(node)) continue;
      seen.add(node);
      queue.push([...path, node]);
    }
  }
  return undefined;
}
