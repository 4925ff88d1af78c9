import type { RequestState } from '@desk/shared/requests/model/request-flow'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { OPS, POSITION } from './desk-company.ts'
import type { ApiResponse } from './desk-client.ts'
import type { RaceEnvironment } from './race-environment.ts'

/** The members of one race. */
export type Pair = {
  index: number
  /** The number of earlier races of the same kind, which selects the variant. */
  turn: number
  applicant: string
  adminA: string
  adminB: string
  roleGrantOfAdminA: string | null
}

/** The result of a race: what the database and the simulated WeCom must contain after all effects. */
export type RaceResult = {
  id: string
  state: RequestState
  /** The value that must be written, or null. */
  writes: string | null
  /** Number of decisions in the timeline, and of jobs for them. */
  decisions: number
  effects: number
  /** Unexpected responses. */
  violations: string[]
  /** Whether the first of the two succeeded; undefined if only one of them can. */
  isFirstFaster?: boolean
}

export type RaceContext = ReturnType<typeof createRaceContext>
type RequestRef = Pick<RequestView, 'id' | 'version' | 'seenHash'>

const verdicts = {
  agree: { verdict: 'agree' },
  refuse: { verdict: 'refuse', reason: { code: 'not_matching', text: '' } },
} as const

/** Creates the actions of one pair. Each action goes to a random instance. */
export function createRaceContext(
  environment: RaceEnvironment,
  pair: Pair,
  random: () => number,
  onStatus: (status: number) => void,
) {
  const { applicant, index } = pair
  const send = async <Body = RequestView>(
    userid: string,
    path: string,
    body: unknown,
    key?: string,
    signal?: AbortSignal,
  ) => {
    const base = environment.urls[random() < 0.5 ? 0 : 1]!
    const extras = { ...(key === undefined ? {} : { key }), ...(signal === undefined ? {} : { signal }) }
    const response = await environment.client.post<Body>(base, userid, path, body, extras)
    onStatus(response.status)
    return response
  }
  const draft = (to: string) => ({ kind: 'info_change', payload: { position: { from: POSITION, to } } })
  const value = `岗位${String(index)}`
  return {
    pair,
    random,
    value,
    submit: (to = value, key = `race-submit-${String(index)}`) => send(applicant, '/api/requests', draft(to), key),
    decide: (
      userid: string,
      { id, version, seenHash }: RequestRef,
      verdict: keyof typeof verdicts = 'agree',
      { key, signal }: { key?: string; signal?: AbortSignal } = {},
    ) => {
      const body = { version, seenHash, fields: { position: verdicts[verdict] } }
      return send(userid, `/api/requests/${id}/decision`, body, key, signal)
    },
    sendBack: (userid: string, { id, version, seenHash }: RequestRef) =>
      send(userid, `/api/requests/${id}/return`, { version, seenHash, reason: { code: 'incomplete', text: '' } }),
    resubmit: ({ id, version }: RequestRef, to: string) =>
      send(applicant, `/api/requests/${id}/resubmission`, { version, draft: draft(to) }),
    withdraw: ({ id, version }: RequestRef) => send(applicant, `/api/requests/${id}/withdrawal`, { version }),
    undo: (userid: string, { id, version }: RequestRef) => send(userid, `/api/requests/${id}/undo`, { version }),
    endRole: (grant: string) => send(OPS, `/api/settings/roles/${grant}/end`, {}),
  }
}

export const isSuccess = ({ status }: ApiResponse) => status === 200 || status === 201

/** Returns the body of a successful response; throws otherwise. */
export async function requireSuccess<Body>(action: string, pending: Promise<ApiResponse<Body>>): Promise<Body> {
  const response = await pending
  if (!isSuccess(response)) throw new Error(`${action}: ${String(response.status)} ${JSON.stringify(response.body)}`)
  return response.body
}

type Refusal = { error?: { code?: string; details?: { by?: { userid?: string } | null; at?: string | null } } }

/** Checks that the loser gets 409 with the winner and the time. */
export function conflictViolations(loser: string, response: ApiResponse, winners: readonly string[]): string[] {
  const { error } = response.body as Refusal
  const winner = error?.details?.by?.userid ?? '-'
  if (response.status === 409 && winners.includes(winner) && Boolean(error?.details?.at)) return []
  const expected = `409 by ${winners.join(' or ')}`
  return [`${loser} got ${String(response.status)} ${error?.code ?? ''} by ${winner}, not ${expected}`]
}

/** Checks that the response has one of the expected error codes with its status. */
export function refusalViolations(
  name: string,
  response: ApiResponse,
  statusByCode: Readonly<Record<string, number>>,
): string[] {
  const code = (response.body as Refusal).error?.code ?? '-'
  return statusByCode[code] === response.status ? [] : [`${name} got ${String(response.status)} ${code}`]
}
