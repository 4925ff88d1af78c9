import type { DelegationList } from '@desk/shared/delegations/delegation-schemas'
import type { InfoField } from '@desk/shared/info-change/info-change'
import type { InfoChangeForm } from '@desk/shared/info-change/info-change-form'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { adminOf, OPS, staffOf } from './desk-company.ts'
import type { ApiResponse } from './desk-client.ts'
import type { CrashEnvironment } from './crash-environment.ts'

const TRIES = 20
const RETURN_REASON = { code: 'incomplete', text: '' } as const

export type People = { applicant: string; adminA: string; adminB: string; colleague: string; ops: string }

export const peopleOf = (department: number): People => ({
  applicant: staffOf(department, 0),
  adminA: adminOf(department, 'a'),
  adminB: adminOf(department, 'b'),
  colleague: staffOf(department, 1),
  ops: OPS,
})

type Action = { userid: string; path: string; body: unknown; hasKey?: boolean }
export type ScenarioContext = ReturnType<typeof createScenarioContext>
type Change = { field: InfoField; from: string; to: string }

/**
 * Creates the actions of one scenario. A request without a response, or with a 5xx response, is sent again with the same
 * idempotency key to either instance, as a phone does. `onStep` is called before each action.
 */
export function createScenarioContext(
  environment: CrashEnvironment,
  { people, index, random, onStep }: { people: People; index: number; random: () => number; onStep: () => void },
) {
  let keys = 0
  const value = `工程师${String(index).padStart(5, '0')}号`

  async function retryUntilAnswered<Body>(
    name: string,
    call: (base: string) => Promise<ApiResponse<Body>>,
  ): Promise<Body> {
    let last = ''
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const response = await call(environment.urls[random() < 0.5 ? 0 : 1]!).catch((error: unknown) => {
        last = String(error)
        return null
      })
      if (response !== null && response.status < 300) return response.body
      // Without a key, a repeated action is refused because the first attempt succeeded.
      if (response !== null && attempt > 0 && response.status === 409) return response.body
      if (response !== null && response.status < 500)
        throw new Error(`${name}: ${String(response.status)} ${JSON.stringify(response.body)}`)
      await environment.whenRestarted()
    }
    throw new Error(`no response after ${String(TRIES)} attempts: ${name} (${last})`)
  }
  async function act<Body = RequestView>({ userid, path, body, hasKey = true }: Action): Promise<Body> {
    onStep()
    keys += 1
    const key = hasKey ? { key: `run-key-${String(index)}-${String(keys)}` } : {}
    return retryUntilAnswered(path, (base) => environment.client.post<Body>(base, userid, path, body, key))
  }
  const payloadOf = ({ field, from, to }: Change, more: object = {}) => ({
    kind: 'info_change',
    payload: { [field]: { from, to }, ...more },
  })
  /** Returns a change from the value that the form shows now. */
  async function change(to = value, field: InfoField = 'position'): Promise<Change> {
    const form = await retryUntilAnswered('form', (base) =>
      environment.client.get<InfoChangeForm>(base, people.applicant, '/api/info-change/form'),
    )
    return { field, from: form.fields.find((one) => one.field === field)?.value ?? '', to }
  }
  const requestPath = (id: string, command: string) => `/api/requests/${id}/${command}`

  return {
    people,
    value,
    random,
    environment,
    change,
    view: (id: string, userid = people.applicant) =>
      retryUntilAnswered('view', (base) => environment.client.get<RequestView>(base, userid, `/api/requests/${id}`)),
    submit: (requested: Change, more: object = {}) =>
      act({ userid: people.applicant, path: '/api/requests', body: payloadOf(requested, more) }),
    async decide(userid: string, { id }: { id: string }, field: InfoField = 'position') {
      const { version, seenHash } = await this.view(id, userid)
      return act({
        userid,
        path: requestPath(id, 'decision'),
        body: { version, seenHash, fields: { [field]: { verdict: 'agree' } } },
      })
    },
    sendBack: (userid: string, { id, version, seenHash }: RequestView) =>
      act({ userid, path: requestPath(id, 'return'), body: { version, seenHash, reason: RETURN_REASON } }),
    resubmit: ({ id, version }: RequestView, requested: Change) =>
      act({
        userid: people.applicant,
        path: requestPath(id, 'resubmission'),
        body: { version, draft: payloadOf(requested) },
      }),
    withdraw: ({ id, version }: RequestView) =>
      act({ userid: people.applicant, path: requestPath(id, 'withdrawal'), body: { version } }),
    undo: (userid: string, { id, version }: RequestView) =>
      act({ userid, path: requestPath(id, 'undo'), body: { version } }),
    transfer: (userid: string, { id, version }: RequestView, to: string) =>
      act({ userid, path: requestPath(id, 'transfer'), body: { version, to } }),
    remind: ({ id }: RequestView) => act({ userid: people.applicant, path: requestPath(id, 'urge'), body: {} }),
    verifyNow: (userid: string, { id }: RequestView) =>
      act({ userid, path: requestPath(id, 'look'), body: {}, hasKey: false }),
    dispute: ({ id, version }: RequestView) =>
      act({
        userid: people.applicant,
        path: requestPath(id, 'dispute'),
        body: { version, text: '不对' },
        hasKey: false,
      }),
    settleDispute: ({ id, version }: RequestView, finding: 'write_again' | 'stands') =>
      act({
        userid: people.ops,
        path: requestPath(id, 'settlement'),
        body: { version, finding, text: '已核对' },
        hasKey: false,
      }),
    delegations: (userid: string) =>
      retryUntilAnswered('delegations', (base) =>
        environment.client.get<DelegationList>(base, userid, '/api/delegations'),
      ),
    act,
    onStep,
  }
}
