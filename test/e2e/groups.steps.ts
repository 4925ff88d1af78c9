import type { GroupView } from '@desk/shared/groups/group-schemas'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { openPhone } from '../lib/phone-session.ts'
import type { PhoneGroup, SimulatorClient } from '../lib/simulator-client.ts'
import { until } from '../lib/wait-until.ts'

/** Waits until the group of that name on a member's phone satisfies the condition. */
export const groupOnPhone = (
  simulator: SimulatorClient,
  userid: string,
  isRight: (group: PhoneGroup) => boolean,
): Promise<PhoneGroup> =>
  until(`a group on the phone of ${userid}`, async () => {
    const groups = await simulator.groups(userid)
    return groups.find(isRight) ?? null
  })

/** Returns the group from the API, for data that this member's screens do not show. */
async function groupSeenBy(gatewayUrl: string, userid: string, id: string): Promise<GroupView> {
  return (await openPhone(gatewayUrl, userid)).get<GroupView>(`/api/groups/${id}`)
}

/** Advances the clock after all jobs of this group have ended. */
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

/** Waits until the card action has arrived. */
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
