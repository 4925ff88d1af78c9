import { posix } from 'node:path'
import type { Graph } from './module-graph.ts'

type Edges = ReadonlyMap<string, { imports: readonly { target: string }[] }>

/** Returns the folders below `root` with the folders from which each imports, tests excluded. */
export function folderGraph(graph: Graph, root: string): Edges {
  const folders = new Map<string, { imports: { target: string }[] }>()
  for (const { file, imports } of graph.values()) {
    if (!file.startsWith(root) || file.endsWith('.test.ts')) continue
    const folder = posix.dirname(file)
    const others = imports
      .map(({ target }) => ({ target: posix.dirname(target) }))
      .filter(({ target }) => target !== folder)
    folders.set(folder, { imports: [...(folders.get(folder)?.imports ?? []), ...others] })
  }
  return folders
}

/** Returns the first import cycle, type imports included, as a path that ends at its start; null when there is none. */
export function findCycle(graph: Edges): string[] | null {
  const done = new Set<string>()
  const visit = (file: string, path: readonly string[]): string[] | null => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
    if (done.has(file)) return null
    for (const { target } of graph.get(file)?.imports ?? []) {
      const cycle = visit(target, [...path, file])
      if (cycle) return cycle
    }
    done.add(file)
    return null
  }
  for (const file of graph.keys()) {
    const cycle = visit(file, [])
    if (cycle) return cycle
  }
  return null
}

/** Returns the pairs of folders that import each other, unless one is inside the other: `a ↔ b`, sorted. */
export function mutualFolders(edges: Edges): string[] {
  const imports = (from: string, to: string) => edges.get(from)?.imports.some(({ target }) => target === to) ?? false
  const pairs = [...edges].flatMap(([from, { imports: targets }]) =>
    [...new Set(targets.map(({ target }) => target))].flatMap((to) =>
      from < to && imports(to, from) && !to.startsWith(`${from}/`) ? [`${from} ↔ ${to}`] : [],
    ),
  )
  return pairs.sort()
}
