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

/** Reasons by file for modules that break a rule of use cases. */
export type Excuses = {
  /** It needs no authorisation. */
  withoutAuthorisation: Readonly<Record<string, string>>
  /** It changes nothing that the audit must contain. */
  withoutRecord: Readonly<Record<string, string>>
}

/**
 * `recordCase` writes what `recordChange` does, for a kind that moves by itself; `move` and `advanceRequest` write it with the step; `authorizeCase` asks its rule table, and
 * `authorizeScope` for which departments a person answers.
 */
const records = ['recordChange', 'recordAudit', 'recordCase', 'move', 'moveCase', 'advanceRequest']
const authorises = ['authorize', 'authorizeRole', 'authorizeScope', 'authorizeCase', 'actorNow', 'actorUnder']

/**
 * What a job writes that is a record itself: planned messages, the directory change log, blocks of the audit chain, settings
 * with their author, and marks to recount what others recorded.
 */
const jobRecords = [
  'enqueueNotice',
  'sendApprovalCard',
  'mail',
  'planReminderBatch',
  'syncMembers',
  'markMembersLeft',
  'insertBlock',
  'writeSetting',
  'markAllCountsStale',
]

/** Timers and outbox handlers: they act as a `SystemActor`, and no member's permission is needed. */
const isJob = ({ file, text }: { file: string; text: string }) =>
  /\/jobs\/|\bSystemActor\b/.test(file + text) && !/\bMemberActor\b/.test(text)

/** Commands on the caller's own data: an `OwnActor` has no roles to authorise. */
const isOwn = ({ text }: { text: string }) => /\bOwnActor\b/.test(text) && !/\bMemberActor\b/.test(text)

/** Lists modules that open a transaction without authorising the actor, or without a record in that transaction. */
export function useCaseOffences(graph: Graph, { withoutAuthorisation, withoutRecord }: Excuses): string[] {
  const files = [...graph.values()]
    .filter(({ file }) => file.startsWith('server/src/features/') && !file.endsWith('.test.ts'))
    .map((module) => ({ ...module, called: calledIn(module.text) }))
    .filter(({ called }) => called.has('.transaction'))
  const unauthorised = files.filter(
    (module) => !isJob(module) && !isOwn(module) && !authorises.some((name) => module.called.has(name)),
  )
  const unrecorded = files.filter((module) => {
    const names = isJob(module) ? [...records, ...jobRecords] : records
    return !names.some((name) => module.called.has(name))
  })
  return [
    ...unexcused(unauthorised, withoutAuthorisation, 'never calls actorNow, actorUnder or authorize'),
    ...unexcused(unrecorded, withoutRecord, 'never calls recordChange or recordAudit'),
  ]
}

/** Reports also an excuse that is no longer needed. */
function unexcused(
  files: readonly { file: string }[],
  excuses: Readonly<Record<string, string>>,
  what: string,
): string[] {
  const needing = new Set(files.map(({ file }) => file))
  return [
    ...[...needing].filter((file) => !(file in excuses)).map((file) => `${file} opens a transaction and ${what}`),
    ...Object.keys(excuses)
      .filter((file) => !needing.has(file))
      .map((file) => `${file} needs no excuse`),
  ]
}

const KERNEL_DEPS = 'server/src/kernel/deps.ts'
/** Puts the whole together, for everybody. */
const COMPOSES = /^server\/src\/(composition|cli|testing)\/|\.test\.ts$/

/** Whoever takes all of `Deps` instead of the part that they use: `Pick<Deps, …>`, or a type that names such parts. */
export const takesEverything = (graph: Graph): string[] =>
  [...graph.values()]
    .filter(({ file, imports }) => !COMPOSES.test(file) && imports.some(({ target }) => target === KERNEL_DEPS))
    .filter(({ text }) => /(?<!import type \{[^}]*|Pick<\s*)\bDeps\b(?!\[')/.test(text))
    .map(({ file }) => file)
