import type { InfoChangePayload } from '@desk/shared/info-change/info-change'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { decideRequest } from '../../features/requests/commands/decide-request.ts'
import { getRequest } from '../../features/requests/inbox/get-request.ts'
import { drainOutbox } from '../drain-outbox.ts'
import { testApp } from '../http.ts'
import type { Kit } from '../kit.ts'
import { afterSecondThoughts } from './undo-window.ts'
import { agree, decisionOn, smallCompany, submitted } from '../stories.ts'

export const toPosition = { position: { from: '质检工程师', to: '高级质检工程师' } } satisfies InfoChangePayload

/** Everything agreed to, and carried out as far as it goes. */
export async function agreed(kit: Kit, payload: InfoChangePayload) {
  const company = await smallCompany(kit)
  const ops = await kit.given.member({ userid: 'olga', roles: ['ops'] })
  const { applicant, admin } = company
  const view = await submitted(kit, applicant, payload)
  const fields = Object.fromEntries(view.changes.map(({ field }) => [field, agree]))
  await decideRequest(kit.deps, admin, decisionOn(view, fields))
  afterSecondThoughts(kit)
  await drainOutbox(kit.deps)
  const read = (actor = applicant) => getRequest(kit.deps, actor, view.id)
  const { as } = testApp(kit.deps)
  const post = async (actor: typeof ops, path: string, body: object = {}) => {
    const response = await as(actor, 'POST', `/api/requests/${view.id}/${path}`, body)
    return { status: response.status, view: (await response.json()) as RequestView }
  }
  return { ...company, ops, id: view.id, read, post, as }
}
export const titlesTo = ({ deps }: Kit, userid: string) =>
  deps.wecom.sent.filter((one) => one.userid === userid).map(({ card }) => card.title)
export const types = ({ timeline }: RequestView) => timeline.map(({ type }) => type)
