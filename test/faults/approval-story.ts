import type { DecisionBody, RequestView } from '@desk/shared/requests/request-schemas'
import { openPhone, type PhoneSession } from '../lib/phone-session.ts'
import type { FaultWorld } from './fault-world.ts'

const applicant = 'guoji'
const decider = 'limin'
export const asked = {
  position: { from: '质检工程师', to: '高级质检工程师' },
  telephone: { from: '0755-8601-2046', to: '0755-8601-2099' },
}

/** As a phone does: what got no answer is sent again, with the same key, once the server is back. */
async function insist<Answer extends { status: number }>(world: FaultWorld, call: () => Promise<Answer>) {
  const answer = await call().catch(() => null)
  if (answer && answer.status < 500) return answer
  await world.whenBack()
  return call()
}

/** A server that dies over work of its own may be gone before anybody came: people try again once it is back. */
const signIn = (world: FaultWorld, userid: string): Promise<PhoneSession> =>
  openPhone(world.gatewayUrl, userid).catch(async () => {
    await world.whenBack()
    return openPhone(world.gatewayUrl, userid)
  })

async function submit(world: FaultWorld, phone: PhoneSession): Promise<string> {
  const draft = { kind: 'info_change', payload: asked }
  const key = { 'idempotency-key': `story-${world.database.url.split('/').at(-1) ?? ''}` }
  const { status, body } = await insist(world, () => phone.post<RequestView>('/api/requests', draft, key))
  if (status !== 200 && status !== 201) throw new Error(`submitting answered ${status}: ${JSON.stringify(body)}`)
  return body.id
}

async function decide(world: FaultWorld, phone: PhoneSession, id: string): Promise<void> {
  const view = await phone.get<RequestView>(`/api/requests/${id}`).catch(async () => {
    await world.whenBack()
    return phone.get<RequestView>(`/api/requests/${id}`)
  })
  const body: DecisionBody = {
    version: view.version,
    seenHash: view.seenHash,
    fields: {
      position: { verdict: 'agree' },
      telephone: { verdict: 'refuse', reason: { code: 'not_matching', text: '' } },
    },
  }
  const { status } = await insist(world, () => phone.post(`/api/requests/${id}/decision`, body))
  // 409: the first try was decided, only its answer was lost.
  if (status !== 200 && status !== 409) throw new Error(`deciding answered ${status}`)
}

/** 郭𠮷 asks for two changes, 李敏 agrees to one and refuses the other. Gives the request's id. */
export async function runApprovalStory(world: FaultWorld): Promise<string> {
  const phones = { applicant: await signIn(world, applicant), decider: await signIn(world, decider) }
  const id = await submit(world, phones.applicant)
  await world.simulator.waitForEffect((entry) => entry.effect === 'message' && entry.to.includes(decider))
  await decide(world, phones.decider, id)
  await world.simulator.waitForEffect((entry) => entry.effect === 'message' && entry.to.includes(applicant))
  await world.whenBack()
  return id
}

export const viewOf = async (world: FaultWorld, id: string): Promise<RequestView> =>
  (await openPhone(world.gatewayUrl, applicant)).get<RequestView>(`/api/requests/${id}`)
