import { posix } from 'node:path'
import ts from 'typescript'

type Module = { file: string; text: string; imports: readonly { target: string }[] }
export type Graph = ReadonlyMap<string, Module>

/** Source texts by repository path. */
export type SourceFiles = ReadonlyMap<string, string>
/** `exports` of each workspace package: `{ '@desk/server': { folder: 'server', exports: { './client': './src/client.ts' } } }`. */
export type Workspace = Record<string, { folder: string; exports: Record<string, string> }>

/** Returns the modules with the files that each of them imports. */
export function moduleGraph(files: SourceFiles, workspace: Workspace): Graph {
  return new Map(
    [...files]
      .filter(([file]) => /\.(ts|mjs|vue)$/.test(file))
      .map(([file, text]) => {
        const imports = specifiersIn(file, scriptOf(file, text)).flatMap((specifier) =>
          matching(files, resolve(file, specifier, workspace)).map((target) => ({ target })),
        )
        return [file, { file, text, imports }] as const
      }),
  )
}

/** Returns the script blocks of a component. Its template contains no imports. */
function scriptOf(file: string, text: string): string {
  if (!file.endsWith('.vue')) return text
  return [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1]).join('\n')
}

function resolve(from: string, specifier: string, workspace: Workspace): string {
  const [path = specifier] = specifier.split('?')
  if (path.startsWith('.')) return posix.join(posix.dirname(from), path)
  const owner = Object.entries(workspace).find(([name]) => path.startsWith(`${name}/`))
  if (!owner) return path
  const [name, { folder, exports }] = owner
  const subpath = `.${path.slice(name.length)}`
  for (const [pattern, target] of Object.entries(exports)) {
    const [head = '', tail] = pattern.split('*')
    const isMatch = tail === undefined ? subpath === pattern : subpath.startsWith(head) && subpath.endsWith(tail)
    if (isMatch) return posix.join(folder, target.replace('*', subpath.slice(head.length)))
  }
  return `${path} (not exported)`
}

/** Returns the files that match a glob pattern; a plain path is returned as it is. */
function matching(files: SourceFiles, target: string): string[] {
  if (!target.includes('*')) return [target]
  const pattern = new RegExp(`^${target.replaceAll('.', '\\.').replaceAll('*', '[^/]*')}$`)
  return [...files.keys()].filter((file) => pattern.test(file))
}

/** Returns every module specifier: of imports, re-exports, dynamic imports and import types. */
function specifiersIn(file: string, text: string): string[] {
  const kind = file.endsWith('.mjs') ? ts.ScriptKind.JS : ts.ScriptKind.TS
  const specifiers: string[] = []
  const visit = (node: ts.Node): void => {
    specifiers.push(...specifiersOf(node))
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, false, kind))
  return specifiers
}

/** Returns whether the call is `import.meta.glob('…')`, without a query such as `?raw`, which imports no module. */
const isGlob = ({ expression, arguments: [, options] }: ts.CallExpression): boolean =>
  ts.isPropertyAccessExpression(expression) &&
  ts.isMetaProperty(expression.expression) &&
  expression.name.text === 'glob' &&
  !(options && ts.isObjectLiteralExpression(options) && options.properties.some(({ name }) => nameOf(name) === 'query'))

const nameOf = (name: ts.PropertyName | undefined) => (name && ts.isIdentifier(name) ? name.text : null)

const textOf = (node: ts.Node | undefined) => (node && ts.isStringLiteralLike(node) ? node.text : null)

/** Returns the patterns of a glob call, without the excluding ones. */
function patternsOf(node: ts.Node | undefined): string[] {
  const patterns = node && ts.isArrayLiteralExpression(node) ? node.elements.map(textOf) : [textOf(node)]
  return patterns.filter((pattern) => pattern !== null && !pattern.startsWith('!')) as string[]
}

function specifiersOf(node: ts.Node): string[] {
  if (ts.isCallExpression(node) && isGlob(node)) return patternsOf(node.arguments[0])
  const specifier = textOf(moduleNamedBy(node))
  return specifier === null ? [] : [specifier]
}

function moduleNamedBy(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) return node.arguments[0]
  return ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined
}
