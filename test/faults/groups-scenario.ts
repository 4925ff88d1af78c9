import type { GroupView } from '@desk/shared/groups/group-schemas'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { memberUpdateSchema } from '../wecom-simulator/member-update.ts'
import { updateMember } from '../wecom-simulator/member-changes.ts'
import { adminOf, departmentId, OPS, staffOf } from './desk-company.ts'
import type { CrashEnvironment } from './crash-environment.ts'

const TRIES = 20

/** As a phone does: what got no answer is sent again, with the same key, once the server is back. */
async function insist<Answer>(
  world: CrashEnvironment,
  what: string,
  call: () => Promise<Answer | null>,
): Promise<Answer> {
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

let turn = 0
const nextUrl = ({ urls }: CrashEnvironment) => urls[(turn += 1) % urls.length]!

async function read<Body>(world: CrashEnvironment, userid: string, path: string): Promise<Body> {
  return insist(world, path, async () => {
    const { status, body } = await world.phones.get<Body>(nextUrl(world), userid, path)
    if (status !== 200) throw new Error(`${path} answered ${String(status)} ${JSON.stringify(body)}`)
    return body
  })
}

const send = <Body>(world: CrashEnvironment, userid: string, path: string, body: unknown, key?: string) =>
  world.phones.post<Body>(nextUrl(world), userid, path, body, key === undefined ? {} : { key })

export type GroupScenario = {
  id: string
  department: number
  applicant: string
  members: string[]
  seqBefore: number
}

/** Asked for, with the key that the form made: the same again is the same request. */
export async function submitGroupStory(
  world: CrashEnvironment,
  department: number,
  index: number,
): Promise<GroupScenario> {
  const applicant = staffOf(department, 0)
  const members = [1, 2, 3].map((nth) => staffOf(department, nth))
  const seqBefore = world.platform.state.seq
  const topic = `故障${String(index)}`
  const payload = {
    template: 'standing',
    topic,
    name: `部门${String(department)}-${topic}-长期`,
    purpose: '故障演练',
    expiresOn: '2031-12-31',
    deputyId: members[0]!,
    members,
    seenSimilar: [],
  }
  const id = await insist(world, 'ask', async () => {
    const body = { kind: 'group_create', payload }
    const answer = await send<{ id: string }>(world, applicant, '/api/requests', body, `group-run-${String(index)}`)
    if (answer.status === 200 || answer.status === 201) return answer.body.id
    throw new Error(`${String(answer.status)} ${JSON.stringify(answer.body)}`)
  })
  return { id, department, applicant, members, seqBefore }
}

export async function agreeStory(
  world: CrashEnvironment,
  { id, department }: GroupScenario,
  index: number,
): Promise<void> {
  const admin = adminOf(department, 'a')
  await insist(world, 'agree', async () => {
    const view = await read<RequestView>(world, admin, `/api/requests/${id}`)
    if (view.state !== 'open') return true
    const { version, seenHash } = view
    const body = { version, seenHash, fields: { group: { verdict: 'agree' } } }
    const path = `/api/requests/${id}/decision`
    const { status } = await send(world, admin, path, body, `group-agree-${String(index)}`)
    return status === 200 ? true : null
  })
}

export const requestOf = (world: CrashEnvironment, { id, applicant }: GroupScenario): Promise<RequestView> =>
  read<RequestView>(world, applicant, `/api/requests/${id}`)

/** Of the management department: "I made it." */
export async function manuallyCreated(world: CrashEnvironment, { id }: GroupScenario): Promise<void> {
  await insist(world, 'by hand', async () => {
    const { status } = await send(world, OPS, `/api/requests/${id}/group-made`, {})
    return status === 200 ? true : null
  })
}

/** Somebody moves away in the console, and back again when the story is over. */
export function seat(world: CrashEnvironment, userid: string, department: number): void {
  const id = departmentId(department)
  updateMember(world.platform, memberUpdateSchema.parse({ userid, department: [id], main_department: id }), 'console')
}

/** The owner takes out whoever moved. */
export async function reviewStory(
  world: CrashEnvironment,
  { applicant }: GroupScenario,
  groupId: string,
): Promise<void> {
  await insist(world, 'review', async () => {
    const group = await read<GroupView>(world, applicant, `/api/groups/${groupId}`)
    const open = group.drifted.filter(({ isLeaving }) => !isLeaving)
    if (open.length === 0) return true
    const body = { version: group.version, remove: open.map(({ userid }) => userid), keep: [] }
    const { status } = await send(world, applicant, `/api/groups/${groupId}/review`, body)
    return status === 200 ? true : null
  })
}

export const groupOf = (world: CrashEnvironment, { applicant }: GroupScenario, groupId: string): Promise<GroupView> =>
  read<GroupView>(world, applicant, `/api/groups/${groupId}`)

/** The oracle: what the platform really did about this story, and what people are told of it. */
export async function makingOffences(world: CrashEnvironment, story: GroupScenario): Promise<string[]> {
  const view = await requestOf(world, story)
  const mine = world.platform.state.effects.filter(({ seq }) => seq > story.seqBefore)
  const created = mine.filter((entry) => entry.effect === 'group.create' && entry.name === view.changes[0]?.to)
  const chatIds = new Set(created.map((entry) => ('chatid' in entry ? entry.chatid : '')))
  const greetings = mine.filter((entry) => entry.effect === 'group.message' && chatIds.has(entry.chatid)).length
  const [row] = await world.database.query<{ groups: number; members: number; doubled: number; waiting: number }>(
    `select (select count(*)::int from chat_groups where request_id = '${story.id}') as groups,
       (select count(*)::int from group_members m join chat_groups g on g.id = m.group_id
          where g.request_id = '${story.id}') as members,
       (select count(*)::int from (select userid from notices where object_id like '${story.id}%'
          and event in ('request.applied', 'request.failed') group by userid having count(*) > 1) as twice) as doubled,
       (select count(*)::int from outbox where done_at is null and dead_at is null
          and payload->>'requestId' = '${story.id}' and topic = 'group_create.make') as waiting`,
  )
  const { groups, members, doubled, waiting } = row!
  const cause = view.timeline.find(({ type }) => type === 'write_failed')?.details.cause
  const say = (isWrong: boolean, what: string) => (isWrong ? [what] : [])
  const common = [
    ...say(created.length > 1, `${String(created.length)} groups were made`),
    ...say(groups > 1, `${String(groups)} groups are registered`),
    ...say(doubled > 0, 'somebody was told twice'),
    ...say(waiting > 0, 'the making is still owed'),
    ...say(greetings > 2, `${String(greetings)} first messages`),
  ]
  const at = `${view.state} ${view.phase ?? ''}`
  if (view.state === 'done' && view.proof.reached === 3)
    return [
      ...common,
      ...say(created.length !== 1, 'said made, and it was not'),
      ...say(
        groups !== 1 || members !== story.members.length + 1,
        `registered ${String(groups)}, with ${String(members)}`,
      ),
      ...say(greetings === 0, 'nobody was greeted'),
    ]
  if (view.state === 'failed')
    return [
      ...common,
      ...say(cause === undefined, 'failed without a cause'),
      ...say(groups > 0, 'failed, and registered'),
    ]
  if (view.state === 'executing' && view.phase === 'by_hand')
    return [...common, ...say(groups > 0, 'by hand, and registered')]
  return [...common, `ended as ${at}`]
}

export function removalOffences(
  world: CrashEnvironment,
  story: GroupScenario,
  userid: string,
  group: GroupView,
): string[] {
  const removals = world.platform.state.effects.filter(
    (entry) => entry.seq > story.seqBefore && entry.effect === 'group.update' && entry.removed.includes(userid),
  ).length
  return [
    ...(removals === 1 ? [] : [`removed ${String(removals)} times`]),
    ...(group.isApplying ? ['still being applied'] : []),
    ...(group.drifted.length === 0 ? [] : ['still drifted']),
    ...(group.memberCount === story.members.length
      ? []
      : [`${String(group.memberCount)} members are said to be in it`]),
  ]
}
