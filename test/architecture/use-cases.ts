import ts from 'typescript'
import type { Graph } from './module-graph.ts'

const calledFunctions = (text: string): Set<string> => {
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

/** Modules that may break a rule of use cases, with the reason by file. */
export type Exceptions = {
  /** Modules that need no authorisation. */
  withoutAuthorisation: Readonly<Record<string, string>>
  /** Modules that change nothing that the audit must contain. */
  withoutRecord: Readonly<Record<string, string>>
}

/**
 * Functions that write a record. `recordCase` is the `recordChange` of request types with their own state machine; `move` and
 * `advanceRequest` write the record together with the transition; `recordStep` and `createIncident` are those of incidents.
 */
const recordCalls = [
  'recordChange',
  'recordAudit',
  'recordCase',
  'move',
  'moveCase',
  'advanceRequest',
  'recordClosing',
  'moveClosing',
  'recordStep',
  'createIncident',
]
/** Functions that authorise. `authorizeCase` uses the rule table of lost-device cases; `authorizeScope` checks departments. */
const authorizationCalls = [
  'authorize',
  'authorizeRole',
  'authorizeScope',
  'authorizeCase',
  'lockHandledCase',
  'actorNow',
  'actorWithRole',
]

/**
 * Functions of jobs whose writes are records themselves: planned messages, the directory change log, leaves and time
 * stamps of the evidence log, settings with their author, counts of recorded rows, and marks to count them again.
 */
const jobRecords = [
  'enqueueNotice',
  'sendApprovalCard',
  'sendCardOnce',
  'notifyAccount',
  'notifyOfClosing',
  'planReminderBatch',
  'syncMembers',
  'markMembersLeft',
  'appendLeaves',
  'insertTimestamp',
  'writeSetting',
  'markAllCountsStale',
  'recountDepartment',
  'recountRange',
  'insertSnapshots',
]

/** Returns whether a module is a periodic job or an outbox handler, which needs no member's permission. */
const isJob = ({ file, text }: { file: string; text: string }) =>
  /\/jobs\/|\bSystemActor\b/.test(file + text) && !/\bMemberActor\b/.test(text)

/** Returns whether a module is a command on the caller's own data: an `OwnActor` has no roles to authorise. */
const isOwn = ({ text }: { text: string }) => /\bOwnActor\b/.test(text) && !/\bMemberActor\b/.test(text)

/** Lists modules that open a transaction without authorising the actor, or without a record in that transaction. */
export function useCaseViolations(graph: Graph, { withoutAuthorisation, withoutRecord }: Exceptions): string[] {
  const files = [...graph.values()]
    .filter(({ file }) => file.startsWith('server/src/features/') && !file.endsWith('.test.ts'))
    .map((module) => ({ ...module, called: calledFunctions(module.text) }))
    .filter(({ called }) => called.has('.transaction'))
  const unauthorised = files.filter(
    (module) => !isJob(module) && !isOwn(module) && !authorizationCalls.some((name) => module.called.has(name)),
  )
  const unrecorded = files.filter((module) => {
    const names = isJob(module) ? [...recordCalls, ...jobRecords] : recordCalls
    return !names.some((name) => module.called.has(name))
  })
  return [
    ...withoutException(unauthorised, withoutAuthorisation, 'never calls actorNow, actorWithRole or authorize'),
    ...withoutException(unrecorded, withoutRecord, 'never calls recordChange or recordAudit'),
  ]
}

/** Lists files without an exception, and exceptions whose file does not break the rule. */
function withoutException(
  files: readonly { file: string }[],
  exceptions: Readonly<Record<string, string>>,
  fault: string,
): string[] {
  const violating = new Set(files.map(({ file }) => file))
  return [
    ...[...violating].filter((file) => !(file in exceptions)).map((file) => `${file} opens a transaction and ${fault}`),
    ...Object.keys(exceptions)
      .filter((file) => !violating.has(file))
      .map((file) => `${file} needs no exception`),
  ]
}

const KERNEL_DEPS = 'server/src/kernel/deps.ts'
/** Modules that compose the product may take all dependencies. */
const MAY_TAKE_ALL_DEPS = /^server\/src\/(composition|cli|testing)\/|\.test\.ts$/

/** Lists modules that take all of `Deps` instead of `Pick<Deps, …>` or a type of the parts that they use. */
export const modulesTakingAllDeps = (graph: Graph): string[] =>
  [...graph.values()]
    .filter(
      ({ file, imports }) => !MAY_TAKE_ALL_DEPS.test(file) && imports.some(({ target }) => target === KERNEL_DEPS),
    )
    .filter(({ text }) => /(?<!import type \{[^}]*|Pick<\s*)\bDeps\b(?!\[')/.test(text))
    .map(({ file }) => file)
