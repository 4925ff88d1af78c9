import type { DelegationList } from '@desk/shared/requests/delegation-schemas'
import type { InfoField } from '@desk/shared/info-change/info-change'
import type { InfoChangeForm } from '@desk/shared/info-change/info-change-form'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { adminOf, OPS, staffOf } from './desk-company.ts'
import type { Answer } from './desk-phones.ts'
import type { CrashEnvironment } from './crash-environment.ts'

const TRIES = 20
const PAUSE = { code: 'incomplete', text: '' } as const

export type People = { applicant: string; a: string; b: string; colleague: string; ops: string }

export const castOf = (department: number): People => ({
  applicant: staffOf(department, 0),
  a: adminOf(department, 'a'),
  b: adminOf(department, 'b'),
  colleague: staffOf(department, 1),
  ops: OPS,
})

type Act = { userid: string; path: string; body: unknown; hasKey?: boolean }
export type ScenarioSetup = ReturnType<typeof setUpScenario>
type Change = { field: InfoField; from: string; to: string }

/**
 * What people do in one story. As phones do: what got no answer, or a busy one, is sent again, with the same key, to
 * whichever instance is up. `onStep` hears of each act before it.
 */
export function setUpScenario(
  world: CrashEnvironment,
  { people, index, random, onStep }: { people: People; index: number; random: () => number; onStep: () => void },
) {
  let keys = 0
  const value = `工程师${String(index).padStart(5, '0')}号`

  async function insist<Body>(what: string, call: (base: string) => Promise<Answer<Body>>): Promise<Body> {
    let last = ''
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const answer = await call(world.urls[random() < 0.5 ? 0 : 1]!).catch((error: unknown) => {
        last = String(error)
        return null
      })
      if (answer !== null && answer.status < 300) return answer.body
      // Without a key a repeated act finds that it was done.
      if (answer !== null && attempt > 0 && answer.status === 409) return answer.body
      if (answer !== null && answer.status < 500)
        throw new Error(`${what}: ${String(answer.status)} ${JSON.stringify(answer.body)}`)
      await world.whenBack()
    }
    throw new Error(`the phone gave up: ${what} (${last})`)
  }
  async function act<Body = RequestView>({ userid, path, body, hasKey = true }: Act): Promise<Body> {
    onStep()
    keys += 1
    const key = hasKey ? { key: `run-key-${String(index)}-${String(keys)}` } : {}
    return insist(path, (base) => world.phones.post<Body>(base, userid, path, body, key))
  }
  const payloadOf = ({ field, from, to }: Change, more: object = {}) => ({
    kind: 'info_change',
    payload: { [field]: { from, to }, ...more },
  })
  /** From what the form shows now. */
  async function change(to = value, field: InfoField = 'position'): Promise<Change> {
    const form = await insist('form', (base) =>
      world.phones.get<InfoChangeForm>(base, people.applicant, '/api/info-change/form'),
    )
    return { field, from: form.fields.find((one) => one.field === field)?.value ?? '', to }
  }
  const at = (id: string, command: string) => `/api/requests/${id}/${command}`

  return {
    people,
    value,
    random,
    world,
    change,
    view: (id: string, userid = people.applicant) =>
      insist('view', (base) => world.phones.get<RequestView>(base, userid, `/api/requests/${id}`)),
    submit: (asked: Change, more: object = {}) =>
      act({ userid: people.applicant, path: '/api/requests', body: payloadOf(asked, more) }),
    async decide(userid: string, { id }: { id: string }, field: InfoField = 'position') {
      const { version, seenHash } = await this.view(id, userid)
      return act({
        userid,
        path: at(id, 'decision'),
        body: { version, seenHash, fields: { [field]: { verdict: 'agree' } } },
      })
    },
    sendBack: (userid: string, { id, version, seenHash }: RequestView) =>
      act({ userid, path: at(id, 'return'), body: { version, seenHash, reason: PAUSE } }),
    resubmit: ({ id, version }: RequestView, asked: Change) =>
      act({ userid: people.applicant, path: at(id, 'resubmission'), body: { version, draft: payloadOf(asked) } }),
    withdraw: ({ id, version }: RequestView) =>
      act({ userid: people.applicant, path: at(id, 'withdrawal'), body: { version } }),
    undo: (userid: string, { id, version }: RequestView) => act({ userid, path: at(id, 'undo'), body: { version } }),
    transfer: (userid: string, { id, version }: RequestView, to: string) =>
      act({ userid, path: at(id, 'transfer'), body: { version, to } }),
    urge: ({ id }: RequestView) => act({ userid: people.applicant, path: at(id, 'urge'), body: {} }),
    look: (userid: string, { id }: RequestView) => act({ userid, path: at(id, 'look'), body: {}, hasKey: false }),
    dispute: ({ id, version }: RequestView) =>
      act({ userid: people.applicant, path: at(id, 'dispute'), body: { version, text: '不对' }, hasKey: false }),
    settleDispute: ({ id, version }: RequestView, finding: 'write_again' | 'stands') =>
      act({
        userid: people.ops,
        path: at(id, 'settlement'),
        body: { version, finding, text: '已核对' },
        hasKey: false,
      }),
    delegations: (userid: string) =>
      insist('delegations', (base) => world.phones.get<DelegationList>(base, userid, '/api/delegations')),
    act,
    onStep,
  }
}
