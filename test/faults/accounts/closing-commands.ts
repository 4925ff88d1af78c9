import type { ClosingView, OpenClosingBody, OpenTransferBody } from '@desk/shared/accounts/close/closing-schemas'
import { crashClientOf } from '../crash-client.ts'
import type { CrashEnvironment } from '../crash-environment.ts'
import { retryUntilAnswered } from '../retry-until-answered.ts'
import { violationIf } from '../violations.ts'
import { HR } from './account-run.ts'

/** Opens a closing or a transfer as HR, once; returns its id, which is looked up if the response was lost. */
export const openClosing = (
  environment: CrashEnvironment,
  path: '/api/closings' | '/api/transfers',
  body: OpenClosingBody | OpenTransferBody,
): Promise<string> =>
  retryUntilAnswered(environment, path, async () => {
    const { status, body: answer } = await crashClientOf(environment).send<{ id: string }>(HR, path, body)
    if (status === 200) return answer.id
    const [open] = await environment.database.query<{ id: string }>(
      `select id from account_closings where subject_id = '${body.subjectId}' and ended_at is null`,
    )
    if (status === 409 && open) return open.id
    throw new Error(`${String(status)} ${JSON.stringify(answer)}`)
  })

export const readClosing = (environment: CrashEnvironment, id: string): Promise<ClosingView> =>
  crashClientOf(environment).read<ClosingView>(HR, `/api/closings/${id}`)

type Command = {
  by: string
  path: string
  /** The version is added, except to an answer, which has none. */
  body?: object
  /** Whether the closing shows the effect of the command, whose response may have been lost. */
  isDone: (view: ClosingView) => boolean
}

/** Sends a command until the closing shows its effect. */
export const sendCommand = (
  environment: CrashEnvironment,
  id: string,
  { by, path, body = {}, isDone }: Command,
): Promise<boolean> =>
  retryUntilAnswered(environment, path, async () => {
    const client = crashClientOf(environment)
    const view = await client.get<ClosingView>(HR, `/api/closings/${id}`)
    if (isDone(view)) return true
    const version = path === 'answer' ? {} : { version: view.version }
    const { status, body: answer } = await client.send(by, `/api/closings/${id}/${path}`, { ...version, ...body })
    if (status === 200) return true
    throw new Error(`${String(status)} ${JSON.stringify(answer)}`)
  })

/** Returns the query that has a row once a closing is in this phase. */
export const inPhase = (id: string, phase: string): string =>
  `select 1 from account_closings where id = '${id}' and phase = '${phase}'`

/** Finds a closing in another phase, events that its timeline does not have exactly `once`, and those that it must `never` have. */
export async function findTimelineViolations(
  environment: CrashEnvironment,
  id: string,
  { phase, once, never }: { phase: string; once: readonly string[]; never: readonly string[] },
): Promise<string[]> {
  const view = await readClosing(environment, id)
  const countOf = (type: string) => view.events.filter((event) => event.type === type).length
  return [
    ...violationIf(view.phase !== phase, `ended as ${view.phase} (${view.trouble ?? ''})`),
    ...once.flatMap((type) => violationIf(countOf(type) !== 1, `${type} ${String(countOf(type))} times`)),
    ...never.flatMap((type) => violationIf(countOf(type) > 0, `unexpected ${type}`)),
  ]
}
