import type { GroupView } from '@desk/shared/groups/group-schemas'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { openPhone } from '../lib/phone-session.ts'
import type { PhoneGroup, SimulatorClient } from '../lib/simulator-client.ts'
import { until } from '../lib/wait-until.ts'

/** The group of that name on somebody's phone, once it is as it should be. */
export const groupOnPhone = (
  simulator: SimulatorClient,
  userid: string,
  isRight: (group: PhoneGroup) => boolean,
): Promise<PhoneGroup> =>
  until(`a group on the phone of ${userid}`, async () => {
    const groups = await simulator.groups(userid)
    return groups.find(isRight) ?? null
  })

/** The registry's own view, for what no screen of this person says. */
async function groupSeenBy(gatewayUrl: string, userid: string, id: string): Promise<GroupView> {
  return (await openPhone(gatewayUrl, userid)).get<GroupView>(`/api/groups/${id}`)
}

/** Moves time on once nothing about this group is on its way any more: what a round brings waits for its round. */
export async function settledGroup(
  gatewayUrl: string,
  userid: string,
  id: string,
  isRight: (group: GroupView) => boolean,
): Promise<GroupView> {
  return until('a group as it should be', async () => {
    const group = await groupSeenBy(gatewayUrl, userid, id)
    return isRight(group) ? group : null
  })
}

/** What was pressed in the chat has arrived: time may go on. */
export async function decided(gatewayUrl: string, userid: string, requestId: string): Promise<void> {
  const phone = await openPhone(gatewayUrl, userid)
  await until('the decision', async () => {
    const { state } = await phone.get<RequestView>(`/api/requests/${requestId}`)
    return state === 'open' ? null : state
  })
}

export async function groupIdOf(gatewayUrl: string, userid: string, requestId: string): Promise<string> {
  const phone = await openPhone(gatewayUrl, userid)
  return until('the group of the request', async () => {
    const { group } = await phone.get<RequestView>(`/api/requests/${requestId}`)
    return group?.made?.id ?? null
  })
}
