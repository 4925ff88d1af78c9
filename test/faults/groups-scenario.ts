import type { GroupView } from '@desk/shared/groups/group-schemas'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { memberUpdateSchema } from '../wecom-simulator/member-update.ts'
import { updateMember } from '../wecom-simulator/member-changes.ts'
import { adminOf, departmentId, OPS, staffOf } from './desk-company.ts'
import type { CrashEnvironment } from './crash-environment.ts'
import { crashClientOf } from './crash-client.ts'
import { retryUntilAnswered } from './retry-until-answered.ts'
import { violationIf } from './violations.ts'

export type GroupScenario = {
  id: string
  department: number
  applicant: string
  members: string[]
  seqBefore: number
}

/** Requests a group of the members of a department. */
export const submitGroup = (environment: CrashEnvironment, department: number, index: number): Promise<GroupScenario> =>
  requestGroup(environment, {
    department,
    applicant: staffOf(department, 0),
    members: [1, 2, 3].map((nth) => staffOf(department, nth)),
    index,
  })

/** Requests a group. A repeated submission has the same key, so it creates no second request. */
export async function requestGroup(
  environment: CrashEnvironment,
  { department, applicant, members, index }: Omit<GroupScenario, 'id' | 'seqBefore'> & { index: number },
): Promise<GroupScenario> {
  const seqBefore = environment.platform.state.seq
  const topic = `故障${String(index)}`
  const payload = {
    template: 'standing',
    topic,
    name: `${topic}-部门${String(department)}-长期`,
    purpose: '故障演练',
    expiresOn: '2031-12-31',
    deputyId: members[0]!,
    members,
    seenSimilar: [],
  }
  const id = await retryUntilAnswered(environment, 'submit', async () => {
    const body = { kind: 'group_create', payload }
    const response = await crashClientOf(environment).send<{ id: string }>(
      applicant,
      '/api/requests',
      body,
      `group-run-${String(index)}`,
    )
    if (response.status === 200 || response.status === 201) return response.body.id
    throw new Error(`${String(response.status)} ${JSON.stringify(response.body)}`)
  })
  return { id, department, applicant, members, seqBefore }
}

export async function approveGroup(
  environment: CrashEnvironment,
  { id, department }: GroupScenario,
  index: number,
): Promise<void> {
  const admin = adminOf(department, 'a')
  await retryUntilAnswered(environment, 'approve', async () => {
    const view = await crashClientOf(environment).read<RequestView>(admin, `/api/requests/${id}`)
    if (view.state !== 'open') return true
    const { version, seenHash } = view
    const body = { version, seenHash, fields: { group: { verdict: 'agree' } } }
    const path = `/api/requests/${id}/decision`
    const { status } = await crashClientOf(environment).send(admin, path, body, `group-agree-${String(index)}`)
    return status === 200 ? true : null
  })
}

export const getRequest = (environment: CrashEnvironment, { id, applicant }: GroupScenario): Promise<RequestView> =>
  crashClientOf(environment).read<RequestView>(applicant, `/api/requests/${id}`)

/** Confirms, as ops, that the group was created manually. */
export async function confirmManualCreation(environment: CrashEnvironment, { id }: GroupScenario): Promise<void> {
  await retryUntilAnswered(environment, 'manual creation', async () => {
    const { status } = await crashClientOf(environment).send(OPS, `/api/requests/${id}/group-made`, {})
    return status === 200 ? true : null
  })
}

/** Moves a member to another department in the WeCom console. */
export function moveToDepartment(environment: CrashEnvironment, userid: string, department: number): void {
  const id = departmentId(department)
  updateMember(
    environment.platform,
    memberUpdateSchema.parse({ userid, department: [id], main_department: id }),
    'console',
  )
}

/** Removes the members who changed departments, as the owner. */
export async function reviewGroup(
  environment: CrashEnvironment,
  { applicant }: GroupScenario,
  groupId: string,
): Promise<void> {
  await retryUntilAnswered(environment, 'review', async () => {
    const group = await crashClientOf(environment).read<GroupView>(applicant, `/api/groups/${groupId}`)
    const open = group.drifted.filter(({ isLeaving }) => !isLeaving)
    if (open.length === 0) return true
    const body = { version: group.version, remove: open.map(({ userid }) => userid), keep: [] }
    const { status } = await crashClientOf(environment).send(applicant, `/api/groups/${groupId}/review`, body)
    return status === 200 ? true : null
  })
}

export const getGroup = (
  environment: CrashEnvironment,
  { applicant }: GroupScenario,
  groupId: string,
): Promise<GroupView> => crashClientOf(environment).read<GroupView>(applicant, `/api/groups/${groupId}`)

/** Compares the group that the simulated WeCom created with the stored group and the request. */
export async function findCreationViolations(
  environment: CrashEnvironment,
  scenario: GroupScenario,
): Promise<string[]> {
  const view = await getRequest(environment, scenario)
  const effects = environment.platform.state.effects.filter(({ seq }) => seq > scenario.seqBefore)
  const created = effects.filter((entry) => entry.effect === 'group.create' && entry.name === view.changes[0]?.to)
  const chatIds = new Set(created.map((entry) => ('chatid' in entry ? entry.chatid : '')))
  const welcomeMessages = effects.filter(
    (entry) => entry.effect === 'group.message' && chatIds.has(entry.chatid),
  ).length
  const [row] = await environment.database.query<{ groups: number; members: number; doubled: number; waiting: number }>(
    `select (select count(*)::int from chat_groups where request_id = '${scenario.id}') as groups,
       (select count(*)::int from group_members m join chat_groups g on g.id = m.group_id
          where g.request_id = '${scenario.id}') as members,
       (select count(*)::int from (select userid from notices where object_id like '${scenario.id}%'
          and event in ('request.applied', 'request.failed') group by userid having count(*) > 1) as twice) as doubled,
       (select count(*)::int from outbox where done_at is null and dead_at is null
          and payload->>'requestId' = '${scenario.id}' and topic = 'group_create.make') as waiting`,
  )
  const { groups, members, doubled, waiting } = row!
  const cause = view.timeline.find(({ type }) => type === 'write_failed')?.details.cause
  const common = [
    ...violationIf(created.length > 1, `${String(created.length)} groups were created`),
    ...violationIf(groups > 1, `${String(groups)} groups are registered`),
    ...violationIf(doubled > 0, 'a member was notified twice'),
    ...violationIf(waiting > 0, 'the creation is still pending'),
    ...violationIf(welcomeMessages > 2, `${String(welcomeMessages)} welcome messages`),
  ]
  if (view.state === 'done' && view.proof.reached === 3)
    return [
      ...common,
      ...violationIf(created.length !== 1, 'reported as created, but it was not'),
      ...violationIf(
        groups !== 1 || members !== scenario.members.length + 1,
        `registered ${String(groups)}, with ${String(members)}`,
      ),
      ...violationIf(welcomeMessages === 0, 'no welcome message was sent'),
    ]
  if (view.state === 'failed')
    return [
      ...common,
      ...violationIf(cause === undefined, 'failed without a cause'),
      ...violationIf(groups > 0, 'failed, but registered'),
    ]
  if (view.state === 'executing' && view.phase === 'by_hand')
    return [...common, ...violationIf(groups > 0, 'manual, but registered')]
  return [...common, `ended as ${view.state} ${view.phase ?? ''}`]
}

/** Finds what was not done for the removal of a member, and what was done more than once. */
export function findRemovalViolations(
  environment: CrashEnvironment,
  scenario: GroupScenario,
  userid: string,
  group: GroupView,
): string[] {
  const removals = environment.platform.state.effects.filter(
    (entry) => entry.seq > scenario.seqBefore && entry.effect === 'group.update' && entry.removed.includes(userid),
  ).length
  return [
    ...violationIf(removals !== 1, `removed ${String(removals)} times`),
    ...violationIf(group.isApplying, 'still being applied'),
    ...violationIf(group.drifted.length > 0, 'still drifted'),
    ...violationIf(group.memberCount !== scenario.members.length, `${String(group.memberCount)} members are stored`),
  ]
}
