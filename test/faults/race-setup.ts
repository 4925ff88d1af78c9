import type { RequestState } from '@desk/shared/requests/model/request-flow'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { OPS, POSITION } from './desk-company.ts'
import type { Answer } from './desk-phones.ts'
import type { RaceEnvironment } from './race-environment.ts'

/** Who meets in one race. */
export type Pair = {
  index: number
  /** Which of its kind it is: a kind has several forms, one after the other. */
  turn: number
  applicant: string
  a: string
  b: string
  grantOfA: string | null
}

/** How it ended, and what must be found in the database and at the platform once everything is carried out. */
export type Ending = {
  id: string
  state: RequestState
  /** The value that is to be written; null: nothing is. */
  writes: string | null
  /** Decisions in the timeline, and effects that were owed for them. */
  decisions: number
  effects: number
  /** What was wrong with the answers. */
  offences: string[]
  /** Whether the first of the two was faster, where either may be. */
  isFirstFaster?: boolean
}

export type Scene = ReturnType<typeof sceneOf>
type Seen = Pick<RequestView, 'id' | 'version' | 'seenHash'>

const verdicts = {
  agree: { verdict: 'agree' },
  refuse: { verdict: 'refuse', reason: { code: 'not_matching', text: '' } },
} as const

/** What the people of one pair can do, each act at an instance of its own choice. */
export function sceneOf(world: RaceEnvironment, pair: Pair, random: () => number, onStatus: (status: number) => void) {
  const { applicant, index } = pair
  const order = async <Body = RequestView>(
    userid: string,
    path: string,
    body: unknown,
    key?: string,
    signal?: AbortSignal,
  ) => {
    const base = world.urls[random() < 0.5 ? 0 : 1]!
    const extras = { ...(key === undefined ? {} : { key }), ...(signal === undefined ? {} : { signal }) }
    const answer = await world.phones.post<Body>(base, userid, path, body, extras)
    onStatus(answer.status)
    return answer
  }
  const draft = (to: string) => ({ kind: 'info_change', payload: { position: { from: POSITION, to } } })
  const value = `岗位${String(index)}`
  return {
    pair,
    random,
    value,
    submit: (to = value, key = `race-submit-${String(index)}`) => order(applicant, '/api/requests', draft(to), key),
    decide: (
      userid: string,
      { id, version, seenHash }: Seen,
      verdict: keyof typeof verdicts = 'agree',
      { key, signal }: { key?: string; signal?: AbortSignal } = {},
    ) => {
      const body = { version, seenHash, fields: { position: verdicts[verdict] } }
      return order(userid, `/api/requests/${id}/decision`, body, key, signal)
    },
    sendBack: (userid: string, { id, version, seenHash }: Seen) =>
      order(userid, `/api/requests/${id}/return`, { version, seenHash, reason: { code: 'incomplete', text: '' } }),
    resubmit: ({ id, version }: Seen, to: string) =>
      order(applicant, `/api/requests/${id}/resubmission`, { version, draft: draft(to) }),
    withdraw: ({ id, version }: Seen) => order(applicant, `/api/requests/${id}/withdrawal`, { version }),
    undo: (userid: string, { id, version }: Seen) => order(userid, `/api/requests/${id}/undo`, { version }),
    endRole: (grant: string) => order(OPS, `/api/settings/roles/${grant}/end`, {}),
  }
}

export const isGood = ({ status }: Answer) => status === 200 || status === 201

/** What a prelude needs: anything but success is the end of the run. */
export async function needed<Body>(what: string, asked: Promise<Answer<Body>>): Promise<Body> {
  const answer = await asked
  if (!isGood(answer)) throw new Error(`${what}: ${String(answer.status)} ${JSON.stringify(answer.body)}`)
  return answer.body
}

type Refusal = { error?: { code?: string; details?: { by?: { userid?: string } | null; at?: string | null } } }

/** Whoever came too late is told who was faster, and when. */
export function notifiedTooLate(who: string, answer: Answer, by: readonly string[]): string[] {
  const { error } = answer.body as Refusal
  const name = error?.details?.by?.userid ?? '-'
  if (answer.status === 409 && by.includes(name) && Boolean(error?.details?.at)) return []
  return [`${who} was told ${String(answer.status)} ${error?.code ?? ''} by ${name}, not 409 by ${by.join(' or ')}`]
}

export function refusedWith(who: string, answer: Answer, wanted: Readonly<Record<string, number>>): string[] {
  const code = (answer.body as Refusal).error?.code ?? '-'
  return wanted[code] === answer.status ? [] : [`${who} was told ${String(answer.status)} ${code}`]
}
