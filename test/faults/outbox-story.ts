import type { InfoChangeForm, RequestView } from '@desk/shared/requests/request-schemas'
import { openPhone } from '../lib/phone-session.ts'
import type { OutboxWorld } from './outbox-world.ts'

const APPLICANT = 'guoji'
const DECIDER = 'limin'
const TRIES = 20

/** As a phone does: what got no answer, or a busy one, is sent again once the server is back. */
async function insist<Answer>(world: OutboxWorld, what: string, call: () => Promise<Answer | null>): Promise<Answer> {
  let last: unknown = null
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const answer = await call().catch((error: unknown) => {
      last = error
      return null
    })
    if (answer !== null) return answer
    await world.whenBack()
  }
  throw new Error(`the phone gave up: ${what}`, { cause: last })
}

const phoneOf = (world: OutboxWorld, userid: string) =>
  insist(world, `sign-in of ${userid}`, () => openPhone(world.gatewayUrl, userid))

export type Story = { id: string; value: string; from: string }

/** The applicant asks for `value`; the same key, whatever happens to the answer. */
export async function submitStory(world: OutboxWorld, value: string): Promise<Story> {
  const phone = await phoneOf(world, APPLICANT)
  const form = await insist(world, 'form', () => phone.get<InfoChangeForm>('/api/info-change/form'))
  const from = form.fields.find(({ field }) => field === 'position')?.value ?? ''
  const draft = { kind: 'info_change', payload: { position: { from, to: value } } }
  const view = await insist(world, 'submit', async () => {
    const { status, body } = await phone.post<RequestView>('/api/requests', draft, {
      'idempotency-key': `run-key-${value.replaceAll(/\D/g, '')}`,
    })
    if (status === 200 || status === 201) return body
    throw new Error(`${String(status)} ${JSON.stringify(body)}`)
  })
  return { id: view.id, value, from }
}

/** The department admin agrees to what he saw. */
export async function decideStory(world: OutboxWorld, { id }: Story): Promise<void> {
  const phone = await phoneOf(world, DECIDER)
  const view = await insist(world, 'view', () => phone.get<RequestView>(`/api/requests/${id}`))
  const body = { version: view.version, seenHash: view.seenHash, fields: { position: { verdict: 'agree' } } }
  await insist(world, 'decide', async () => {
    const { status } = await phone.post(`/api/requests/${id}/decision`, body)
    // 409: an earlier try was decided, only its answer was lost.
    if (status === 200 || status === 409) return status
    throw new Error(`deciding answered ${String(status)}`)
  })
}

/** The oracle: what the platform really did about this story, and where the request ended. Empty when all is as it should. */
export async function offencesOf(world: OutboxWorld, story: Story): Promise<string[]> {
  const { ledger, messages, workbench, calls } = world.state
  const updates = ledger.filter(
    (entry) => entry.effect === 'member.update' && entry.field === 'position' && entry.to === story.value,
  )
  // Cards name the new value, so each story knows its own.
  const about = (userid: string) =>
    messages.filter(({ to, content }) => to.includes(userid) && JSON.stringify(content).includes(story.value))
  const [asks, results] = [about(DECIDER), about(APPLICANT)]
  const replaced = ledger.filter(
    (entry) => entry.effect === 'card.update' && asks.some(({ taskId }) => taskId === entry.taskId),
  )
  // The answer with the card's code may be what was lost; then the card stays as it was, and the decider knows anyway.
  const askCalls = calls.filter(
    ({ path, body }) => path === '/cgi-bin/message/send' && JSON.stringify(body).includes(asks[0]?.taskId ?? '-'),
  )
  const mayBeUnreplaced = askCalls.length > 1 && replaced.length === 0
  const [row] = await world.database.query<{ state: string; dead: number; undelivered: number; stale: number }>(
    `select state,
       (select count(*)::int from outbox where dead_at is not null) as dead,
       (select count(*)::int from notices where state not in ('sent', 'dropped')) as undelivered,
       (select count(*)::int from workbench_tiles where wanted > told) as stale
     from requests where id = '${story.id}'`,
  )
  const shown = workbench.data[DECIDER]?.keydata?.items[0]?.data ?? '0'
  const facts: [string, unknown, unknown][] = [
    ['directory writes', updates.length, 1],
    ['cards to the decider', asks.length, 1],
    ['cards to the applicant', results.length, 1],
    ['replaced cards', mayBeUnreplaced ? 1 : replaced.length, 1],
    ['state', row!.state, 'done'],
    ['dead letters', row!.dead, 0],
    ['messages that were not sent', row!.undelivered, 0],
    ['stale tiles', row!.stale, 0],
    ['number on the tile', shown, '0'],
  ]
  return facts.flatMap(([what, is, should]) => (is === should ? [] : [`${what}: ${String(is)}, not ${String(should)}`]))
}
