import { posix } from 'node:path'
import ts from 'typescript'

/** What one module takes from another: `names` holds `*` when it may use everything. */
export type Import = { target: string; names: readonly string[] }
export type Export = { name: string; isType: boolean }
export type Module = { file: string; text: string; imports: readonly Import[]; exports: readonly Export[] }
export type Graph = ReadonlyMap<string, Module>

/** Repository path to source text. */
export type SourceFiles = ReadonlyMap<string, string>
/** `exports` of each workspace package: `{ '@desk/server': { folder: 'server', exports: { './client': './src/client.ts' } } }`. */
export type Workspace = Record<string, { folder: string; exports: Record<string, string> }>

export function moduleGraph(files: SourceFiles, workspace: Workspace): Graph {
  return new Map(
    [...files]
      .filter(([file]) => /\.(ts|mjs|vue)$/.test(file))
      .map(([file, text]) => {
        const found = read(file, scriptOf(file, text))
        const imports = found.imports.flatMap(({ target, names }) =>
          matching(files, resolve(file, target, workspace)).map((each) => ({ target: each, names })),
        )
        return [file, { file, text, imports, exports: found.exports }] as const
      }),
  )
}

/** The script blocks of a component are what imports; its template only uses what they import. */
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
  const asked = `.${path.slice(name.length)}`
  for (const [pattern, target] of Object.entries(exports)) {
    const [head = '', tail] = pattern.split('*')
    const isMatch = tail === undefined ? asked === pattern : asked.startsWith(head) && asked.endsWith(tail)
    if (isMatch) return posix.join(folder, target.replace('*', asked.slice(head.length)))
  }
  return `${path} (not exported)`
}

/** The files that a pattern names; anything else names itself. */
function matching(files: SourceFiles, target: string): string[] {
  if (!target.includes('*')) return [target]
  const pattern = new RegExp(`^${target.replaceAll('.', '\\.').replaceAll('*', '[^/]*')}$`)
  return [...files.keys()].filter((file) => pattern.test(file))
}

/** The npm package behind a specifier: `vue-router/auto` → `vue-router`, `@hono/node-server/x` → `@hono/node-server`. */
export function packageOf(target: string): string {
  const parts = target.split('/')
  return parts.slice(0, target.startsWith('@') ? 2 : 1).join('/')
}

type Found = { imports: { target: string; names: string[] }[]; exports: Export[] }

function read(file: string, text: string): Found {
  const kind = file.endsWith('.mjs') ? ts.ScriptKind.JS : ts.ScriptKind.TS
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, false, kind)
  const found: Found = { imports: [], exports: [] }
  const visit = (node: ts.Node): void => {
    collectImport(node, found)
    ts.forEachChild(node, visit)
  }
  visit(source)
  for (const statement of source.statements) collectExports(statement, found)
  return found
}

/** `import.meta.glob('…')`; a test that reads the texts of many files imports none of them. */
const isGlob = ({ expression, arguments: [, options] }: ts.CallExpression): boolean =>
  ts.isPropertyAccessExpression(expression) &&
  ts.isMetaProperty(expression.expression) &&
  expression.name.text === 'glob' &&
  !(options && ts.isObjectLiteralExpression(options) && options.properties.some(({ name }) => nameOf(name) === 'query'))

const nameOf = (name: ts.PropertyName | undefined) => (name && ts.isIdentifier(name) ? name.text : null)

const textOf = (node: ts.Node | undefined) => (node && ts.isStringLiteralLike(node) ? node.text : null)

/** One pattern or several; what one of them leaves out is imported some other way, or not at all. */
function patternsOf(node: ts.Node | undefined): string[] {
  const patterns = node && ts.isArrayLiteralExpression(node) ? node.elements.map(textOf) : [textOf(node)]
  return patterns.filter((pattern) => pattern !== null && !pattern.startsWith('!')) as string[]
}

function collectImport(node: ts.Node, { imports }: Found): void {
  if (ts.isImportDeclaration(node)) {
    imports.push({ target: textOf(node.moduleSpecifier)!, names: importedNames(node.importClause) })
  } else if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
    const named = node.exportClause && ts.isNamedExports(node.exportClause) ? node.exportClause.elements : null
    const names = named ? named.map(({ propertyName, name }) => (propertyName ?? name).text) : ['*']
    imports.push({ target: textOf(node.moduleSpecifier)!, names })
  } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    const target = textOf(node.arguments[0])
    if (target !== null) imports.push({ target, names: ['*'] })
  } else if (ts.isCallExpression(node) && isGlob(node)) {
    imports.push(...patternsOf(node.arguments[0]).map((target) => ({ target, names: ['*'] })))
  } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    const target = textOf(node.argument.literal)
    if (target !== null) imports.push({ target, names: ['*'] })
  }
}

function importedNames(clause: ts.ImportClause | undefined): string[] {
  if (!clause) return []
  const bindings = clause.namedBindings
  const rest = !bindings
    ? []
    : ts.isNamespaceImport(bindings)
      ? ['*']
      : bindings.elements.map(({ propertyName, name }) => (propertyName ?? name).text)
  return clause.name ? ['default', ...rest] : rest
}

function collectExports(statement: ts.Statement, { exports }: Found): void {
  if (ts.isExportAssignment(statement)) exports.push({ name: 'default', isType: false })
  if (ts.isExportDeclaration(statement) && statement.exportClause && ts.isNamedExports(statement.exportClause)) {
    exports.push(...statement.exportClause.elements.map(({ name }) => ({ name: name.text, isType: false })))
  }
  const isExported =
    ts.canHaveModifiers(statement) &&
    ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  if (!isExported) return
  if (ts.isVariableStatement(statement)) {
    const names = statement.declarationList.declarations.flatMap(({ name }) => boundNames(name))
    exports.push(...names.map((name) => ({ name, isType: false })))
  } else {
    const { name } = statement as ts.DeclarationStatement
    const isType = ts.isTypeAliasDeclaration(statement) || ts.isInterfaceDeclaration(statement)
    if (name) exports.push({ name: name.text, isType })
  }
}

function boundNames(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text]
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? boundNames(element.name) : []))
}
