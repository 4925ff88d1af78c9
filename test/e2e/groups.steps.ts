import type { GroupView } from '@desk/shared/groups/group-schemas'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { openPhone } from '../lib/phone-session.ts'
import { postOrThrow } from '../lib/publish-policy.ts'
import type { PhoneGroup, SimulatorClient } from '../lib/simulator-client.ts'
import { until } from '../lib/wait-until.ts'

/** Waits until a group on a member's phone satisfies the condition, and returns it. */
export const groupOnPhone = (
  simulator: SimulatorClient,
  userid: string,
  matches: (group: PhoneGroup) => boolean,
): Promise<PhoneGroup> =>
  until(`a group on the phone of ${userid}`, async () => {
    const groups = await simulator.groups(userid)
    return groups.find(matches) ?? null
  })

/** Waits until the group, as the API returns it to this member, satisfies the condition. Their screens may show less. */
export async function waitForGroup(
  gatewayUrl: string,
  userid: string,
  id: string,
  matches: (group: GroupView) => boolean,
): Promise<GroupView> {
  const phone = await openPhone(gatewayUrl, userid)
  return until('a group that satisfies the condition', async () => {
    const group = await phone.get<GroupView>(`/api/groups/${id}`)
    return matches(group) ? group : null
  })
}

/** Waits until the request is decided: a click on a card takes time to arrive. */
export async function waitForDecision(gatewayUrl: string, userid: string, requestId: string): Promise<void> {
  const phone = await openPhone(gatewayUrl, userid)
  await until('the decision', async () => {
    const { state } = await phone.get<RequestView>(`/api/requests/${requestId}`)
    return state === 'open' ? null : state
  })
}

/** Waits until the requested group is created, and returns its id. */
export async function groupIdOf(gatewayUrl: string, userid: string, requestId: string): Promise<string> {
  const phone = await openPhone(gatewayUrl, userid)
  return until('the group of the request', async () => {
    const { group } = await phone.get<RequestView>(`/api/requests/${requestId}`)
    return group?.made?.id ?? null
  })
}

/** Registers a group that its owner created manually and ops confirm. Its duties are not signed yet. */
export async function declareGroup(
  gatewayUrl: string,
  ownerId: string,
  name: string,
  members: readonly string[],
): Promise<GroupView> {
  const owner = await openPhone(gatewayUrl, ownerId)
  const declaration = { name, purpose: '日常沟通', deputyId: null, members }
  const { id, version } = await postOrThrow<GroupView>(owner, '/api/groups', declaration)
  const ops = await openPhone(gatewayUrl, 'chenhaiyan')
  return postOrThrow<GroupView>(ops, `/api/groups/${id}/acceptance`, { version, accept: true })
}
