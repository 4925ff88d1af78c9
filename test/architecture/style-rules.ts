import type { Graph, SourceFiles } from './module-graph.ts'

const styleOf = (file: string, text: string): string =>
  file.endsWith('.css') ? text : [...text.matchAll(/<style>(.*?)<\/style>/gs)].map(([, css = '']) => css).join('\n')

/** Classes that this text gives looks of their own: those with which a selector begins. */
const classesIn = (css: string): Set<string> =>
  new Set(
    [...css.replace(/\/\*.*?\*\//gs, '').matchAll(/(?:^|[{},])\s*\.([a-z][\w-]*)\s*(?=[{,])/gi)].map(
      ([, name = '']) => name,
    ),
  )

/**
 * Pages share one document, and a part brings its styles along when it is first seen: of two rules for one class the one
 * wins that came later, on every page from then on.
 */
export function styledTwice(files: SourceFiles): string[] {
  const styledIn = new Map<string, string[]>()
  for (const [file, text] of files) {
    if (!/\.(vue|css)$/.test(file)) continue
    for (const name of classesIn(styleOf(file, text))) styledIn.set(name, [...(styledIn.get(name) ?? []), file])
  }
  return [...styledIn].flatMap(([name, where]) => (where.length > 1 ? [`.${name}: ${where.join(', ')}`] : []))
}

/** Values that a style takes and nothing gives: without one of its own to fall back on, such a rule says nothing. */
export function valuesNobodyGives(files: SourceFiles): string[] {
  const css = [...files].map(([file, text]) => styleOf(file, text).replace(/\/\*.*?\*\//gs, '')).join('\n')
  const given = new Set([...css.matchAll(/(--[\w-]+)\s*:/g)].map(([, name]) => name))
  return [...new Set([...css.matchAll(/var\((--[\w-]+)\)/g)].map(([, name = '']) => name))].filter(
    (name) => !given.has(name),
  )
}

const classesOn = (text: string): Set<string> =>
  new Set([...text.matchAll(/\sclass="([^"]*)"/g)].flatMap(([, names = '']) => names.split(/\s+/)))

/** A page and all that it is made of. */
function partsOf(graph: Graph, page: string): Set<string> {
  const parts = new Set<string>()
  const add = (file: string): void => {
    if (parts.has(file)) return
    parts.add(file)
    for (const { target } of graph.get(file)?.imports ?? []) if (target.endsWith('.vue')) add(target)
  }
  add(page)
  return parts
}

/**
 * Classes on a page whose looks stand in a part that the page has not: it looks right only after another page was seen.
 * What several pages use belongs into `base.css`.
 */
export function styledElsewhere(graph: Graph, files: SourceFiles): string[] {
  const styledIn = new Map<string, string>()
  for (const [file, text] of files) for (const name of classesIn(styleOf(file, text))) styledIn.set(name, file)
  return [...graph.keys()]
    .filter((file) => file.endsWith('Page.vue'))
    .flatMap((page) => {
      const parts = partsOf(graph, page)
      return [...parts].flatMap((part) =>
        [...classesOn(graph.get(part)?.text ?? '')].flatMap((name) => {
          const home = styledIn.get(name)
          return home?.endsWith('.vue') && !parts.has(home) ? [`${page}: .${name} of ${part} is styled in ${home}`] : []
        }),
      )
    })
}
