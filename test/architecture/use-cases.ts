import ts from 'typescript'
import type { Graph } from './module-graph.ts'

const calledIn = (text: string): Set<string> => {
  const called = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const { expression } = node
      if (ts.isIdentifier(expression)) called.add(expression.text)
      if (ts.isPropertyAccessExpression(expression)) called.add(`.${expression.name.text}`)
    }
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile('use-case.ts', text, ts.ScriptTarget.Latest))
  return called
}

/** Requests have a permission and a timeline each; everything else a role and an audit row. */
const asks = ['authorize', 'authorizeRole']
const records = ['recordChange', 'recordAudit']

/** Every module that opens a transaction asks whether the actor may, and leaves an audit row in that transaction. */
export function useCaseOffences(graph: Graph, systemJobs: Readonly<Record<string, string>>): string[] {
  return [...graph.values()]
    .filter(({ file }) => file.startsWith('server/src/features/') && !file.endsWith('.test.ts'))
    .flatMap(({ file, text }) => {
      const called = calledIn(text)
      if (!called.has('.transaction')) return []
      const wanted = [records, ...(file in systemJobs ? [] : [asks])]
      const missing = wanted.filter((names) => !names.some((name) => called.has(name)))
      return missing.map((names) => `${file} opens a transaction and never calls ${names.join(' or ')}`)
    })
}
