import type { Graph, SourceFiles } from './module-graph.ts'

const styleOf = (file: string, text: string): string =>
  file.endsWith('.css') ? text : [...text.matchAll(/<style>(.*?)<\/style>/gs)].map(([, css = '']) => css).join('\n')

/** Returns the classes that alone are a selector in this CSS. */
const classesIn = (css: string): Set<string> =>
  new Set(
    [...css.replace(/\/\*.*?\*\//gs, '').matchAll(/(?:^|[{},])\s*\.([a-z][\w-]*)\s*(?=[{,])/gi)].map(
      ([, name = '']) => name,
    ),
  )

/**
 * Lists classes that are styled in more than one file. Pages share one document, and a component adds its styles when it is
 * first loaded, so the rule that is loaded later would apply to all pages.
 */
export function duplicateClassStyles(files: SourceFiles): string[] {
  const styledIn = new Map<string, string[]>()
  for (const [file, text] of files) {
    if (!/\.(vue|css)$/.test(file)) continue
    for (const name of classesIn(styleOf(file, text))) styledIn.set(name, [...(styledIn.get(name) ?? []), file])
  }
  return [...styledIn].flatMap(([name, paths]) => (paths.length > 1 ? [`.${name}: ${paths.join(', ')}`] : []))
}

/** Lists custom properties that are used without a fallback and defined nowhere. */
export function undefinedCustomProperties(files: SourceFiles): string[] {
  const css = [...files].map(([file, text]) => styleOf(file, text).replace(/\/\*.*?\*\//gs, '')).join('\n')
  const defined = new Set([...css.matchAll(/(--[\w-]+)\s*:/g)].map(([, name]) => name))
  return [...new Set([...css.matchAll(/var\((--[\w-]+)\)/g)].map(([, name = '']) => name))].filter(
    (name) => !defined.has(name),
  )
}

const classesOn = (text: string): Set<string> =>
  new Set([...text.matchAll(/\sclass="([^"]*)"/g)].flatMap(([, names = '']) => names.split(/\s+/)))

/** Returns a page and the components that it imports. */
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
 * Lists classes on a page that are styled only in a component outside the page: they would apply only after another page
 * was loaded. Classes of several pages belong in `base.css`.
 */
export function classesStyledInMissingParts(graph: Graph, files: SourceFiles): string[] {
  const styledIn = new Map<string, string>()
  for (const [file, text] of files) for (const name of classesIn(styleOf(file, text))) styledIn.set(name, file)
  return [...graph.keys()]
    .filter((file) => file.endsWith('Page.vue'))
    .flatMap((page) => {
      const parts = partsOf(graph, page)
      return [...parts].flatMap((part) =>
        [...classesOn(graph.get(part)?.text ?? '')].flatMap((name) => {
          const source = styledIn.get(name)
          return source?.endsWith('.vue') && !parts.has(source)
            ? [`${page}: .${name} of ${part} is styled in ${source}`]
            : []
        }),
      )
    })
}
