import { packageOf, type Graph } from './module-graph.ts'

/** Modules that are started or read by name: by Node, a build, a runner, a browser. */
const entries =
  /\.(test|spec|config|bench|run|process|screens|d)\.ts$|^server\/src\/(main\.ts|client\.ts|composition\/start-server\.ts|cli\/[a-z-]+\.ts)$|^web\/src\/entry-(client|server)\.ts$|^test\/demo\/demo\.ts$|^(server\/scripts|test\/bootstrap)\/run\.mjs$|^web\/src\/locales\/(zh-CN|en)\/[\w-]+\.ts$|^test\/bench\/embedded-driver\.mjs$|^web\/[\w-]+\.mjs$|^test\/wecom-simulator\/page\//

function usedNames(graph: Graph): Map<string, Set<string>> {
  const used = new Map<string, Set<string>>()
  for (const { imports } of graph.values()) {
    for (const { target, names } of imports) {
      const known = used.get(target) ?? new Set()
      for (const name of names) known.add(name)
      used.set(target, known)
    }
  }
  return used
}

export function unusedFiles(graph: Graph): string[] {
  const used = usedNames(graph)
  return [...graph.keys()].filter((file) => !entries.test(file) && !used.has(file))
}

/** A type may be exported for the sake of a signature in its own file; a value that nobody imports may not. */
export function unusedExports(graph: Graph): string[] {
  const used = usedNames(graph)
  const isNamedAgain = (text: string, name: string) => text.match(new RegExp(`\\b${name}\\b`, 'g'))!.length > 1
  return [...graph.values()]
    .filter(({ file }) => !entries.test(file))
    .flatMap(({ file, text, exports }) => {
      const names = used.get(file)
      if (!names || names.has('*')) return []
      return exports
        .filter(({ name, isType }) => !names.has(name) && !(isType && isNamedAgain(text, name)))
        .map(({ name }) => `${file}: ${name}`)
    })
}

export type Manifest = { folder: string; dependencies: readonly string[] }

/**
 * Dependencies that no module of the package imports, and imports that the package does not declare.
 * `alsoUsed` are those that tools load by name.
 */
export function dependencyOffences(graph: Graph, manifest: Manifest, alsoUsed: readonly string[]): string[] {
  const { folder, dependencies } = manifest
  const used = new Map<string, string>()
  for (const { file, imports } of graph.values()) {
    if (!file.startsWith(`${folder}/`)) continue
    for (const { target } of imports) used.set(dependencyOf(target, folder), file)
  }
  used.delete('')
  const isUsed = (name: string) => used.has(name) || used.has(name.replace('@types/', '')) || alsoUsed.includes(name)
  const unused = dependencies.filter((name) => !isUsed(name))
  const undeclared = [...used].filter(([name]) => !dependencies.includes(name) && !fromRoot.has(name))
  return [
    ...unused.map((name) => `${folder}/package.json: nobody imports ${name}`),
    ...undeclared.map(([name, file]) => `${folder}/package.json lacks ${name}, which ${file} imports`),
  ]
}

/** Tools that the root declares for all packages. */
const fromRoot = new Set(['vitest', 'typescript', 'prettier', 'eslint'])

function dependencyOf(target: string, folder: string): string {
  const workspace = /^(shared|server|web|test)\//.exec(target)?.[1]
  if (workspace) return workspace === folder ? '' : `@desk/${workspace}`
  if (target.startsWith('node:') || target.startsWith('virtual:')) return ''
  return packageOf(target)
}
