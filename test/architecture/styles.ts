import type { SourceFiles } from './module-graph.ts'

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
