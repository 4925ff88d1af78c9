import { gramsOf } from '@desk/shared/groups/similar-names'
import {
  CHARTER_WORKING_DAYS,
  type GroupState,
  type MemberReason,
  REVIEW_EVERY_DAYS,
} from '@desk/shared/groups/group-states'
import { templateOf } from '@desk/shared/groups/group-rules'
import { normalizeTopic } from '@desk/shared/groups/naming'
import { type GroupId, sameUserid } from '@desk/shared/kernel/ids'
import { shiftDay } from '@desk/shared/kernel/working-calendar'
import type { Tx } from '../../../db/database.ts'
import { workingDaysAfter } from '../../../kernel/calendar-queries.ts'
import { today } from '../../../access/grant-conditions.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { nameKeysOf } from '../../../directory/name-search-keys.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { readSetting } from '../../../kernel/settings-queries.ts'
import type { Checkpoint } from '../../../outbox/run-job.ts'
import type { WecomGroup } from '../../../ports/wecom-groups.ts'
import type { GroupDeps, GroupStepDeps } from '../model/group-deps.ts'
import type { NoticeDeps } from '../../notifications/notice-deps.ts'
import type { Deps } from '../../../kernel/deps.ts'
import type { RequestRow } from '../../requests/model/request-queries.ts'
import { removeDeputy } from './remove-deputy.ts'
import { payloadOf } from '../model/group-request.ts'
import {
  findGroupOfRequest,
  type GroupPatch,
  type GroupRow,
  insertGroup,
  type NewGroup,
  putMembers,
  requireGroupRow,
} from '../model/group-queries.ts'
import { groupRulesSetting } from '../model/group-settings.ts'
import { factsOf, type PersonFacts } from '../model/member-facts-queries.ts'
import { enqueueGroupNotice } from '../notices/enqueue-group-notice.ts'

type CreatedGroup = {
  /** The group that WeCom shows; null: manually created, which no application can read. */
  found: WecomGroup | null
  missing: readonly string[]
}

/** Registers the group, once per request, and requests its owner's signature. */
export async function registerGroup(
  deps: GroupDeps,
  checkpoint: Checkpoint,
  request: RequestRow,
  created: CreatedGroup,
): Promise<GroupId> {
  const earlier = await findGroupOfRequest(deps.db, request.id)
  if (earlier) return earlier.id
  const id = deps.ids.next('group')
  const requested = payloadOf(request)
  const { pinyin } = await nameKeysOf(normalizeTopic(requested.topic))
  await checkpoint((tx) => insertRegistered(deps, tx, request, created, { id, pinyin }))
  return (await findGroupOfRequest(deps.db, request.id))?.id ?? id
}

async function insertRegistered(
  deps: GroupStepDeps,
  tx: Tx,
  request: RequestRow,
  { found, missing }: CreatedGroup,
  { id, pinyin }: { id: GroupId; pinyin: string },
): Promise<void> {
  const requested = payloadOf(request)
  const now = deps.clock.now()
  const day = today(deps)
  const { value: rules } = await readSetting(tx, groupRulesSetting)
  const members = found?.members ?? [request.applicantId, ...requested.members]
  const facts = await factsOf(tx, members, day)
  const topic = normalizeTopic(requested.topic)
  const row: NewGroup = {
    id,
    requestId: request.id,
    chatId: found?.chatId ?? null,
    origin: found ? 'api' : 'manual',
    state: 'charter',
    name: requested.name,
    topic,
    pinyin,
    kind: templateOf(rules, requested.template)?.kind ?? '',
    purpose: requested.purpose,
    ownerId: request.applicantId,
    deputyId: requested.deputyId,
    departmentPath: [...request.departmentPath],
    expiresOn: requested.expiresOn,
    memberCount: members.length,
    goneCount: 0,
    createdAt: now,
    welcomeAttempts: 0,
    charterDueAt: await charterDue(deps, tx, now),
    reviewDueOn: shiftDay(day, REVIEW_EVERY_DAYS),
    charterEscalationStep: 0,
    reviewEscalationStep: 0,
    isApplying: false,
    missing: [...missing],
    lookedAt: found ? now : null,
    version: 1,
  }
  if (!(await insertGroup(tx, row, gramsOf({ topic, pinyin })))) return
  const requestedIds = new Set([request.applicantId, ...requested.members].map((userid) => userid.toLowerCase()))
  await putMembers(
    tx,
    members.map((userid) =>
      requestedIds.has(userid.toLowerCase())
        ? memberRow(id, userid, facts.get(userid.toLowerCase()), request.departmentPath, now)
        : guestRow(id, userid, now),
    ),
  )
  const details = { members: members.length, missing: missing.length, origin: row.origin }
  await recordAudit(tx, { at: now, actor: 'system:group_create.make', action: 'group.made', object: id, details })
  await requestSignature(deps, tx, row)
  const isDeputyMissing = missing.some((userid) => sameUserid(userid, requested.deputyId))
  if (isDeputyMissing) await removeDeputy(deps, tx, await requireGroupRow(tx, id))
  else await notifyDeputy(deps, tx, { ...row, deputyId: requested.deputyId })
}

export async function notifyDeputy(
  deps: NoticeDeps,
  tx: Tx,
  { id, name, ownerId, deputyId }: Pick<GroupRow, 'id' | 'name' | 'ownerId' | 'deputyId'>,
): Promise<void> {
  if (deputyId === null) return
  const by = (await memberNames(tx, [ownerId]))(ownerId).name
  const values = { name, by }
  await enqueueGroupNotice(deps, tx, {
    event: 'group.deputy',
    text: 'group.deputy_named',
    groupId: id,
    userid: deputyId,
    values,
  })
}

/** Returns the columns that reset the charter: the present owner has not signed it. */
export async function resetCharter(
  deps: Pick<Deps, 'clock' | 'holidays' | 'site'>,
  tx: Tx,
  state: GroupState,
): Promise<GroupPatch> {
  return {
    charterSignedAt: null,
    charterSignedBy: null,
    charterEscalationStep: 0,
    charterDueAt: await charterDue(deps, tx, deps.clock.now()),
    ...(state === 'active' ? { state: 'charter' } : {}),
  }
}

/** Requests the owner's signature under the three duties. */
export const requestSignature = (
  deps: NoticeDeps,
  tx: Tx,
  { id, ownerId, name, charterDueAt }: Pick<GroupRow, 'id' | 'ownerId' | 'name'> & Pick<NewGroup, 'charterDueAt'>,
): Promise<boolean> =>
  enqueueGroupNotice(deps, tx, {
    event: 'group.charter',
    text: 'group.charter',
    groupId: id,
    userid: ownerId,
    values: { name },
    again: charterDueAt?.toISOString() ?? '',
  })

/** Returns when an unsigned charter, a declaration that nobody accepted, or a late review is escalated. */
export const charterDue = (deps: Pick<Deps, 'holidays' | 'site'>, tx: Tx, now: Date): Promise<Date> =>
  workingDaysAfter(deps, tx, now, CHARTER_WORKING_DAYS)

/**
 * Returns the member's row. The reason is `department` if the member works in the group's department, else `project`, with the
 * member's main department.
 */
export function memberRow(
  groupId: GroupId,
  userid: string,
  facts: PersonFacts | undefined,
  groupPath: readonly number[],
  since: Date,
) {
  const own = groupPath.at(-1)
  const isOwn = own !== undefined && (facts?.departments.includes(own) ?? false)
  const reason: MemberReason = isOwn ? 'department' : 'project'
  const departmentId = isOwn ? own : (facts?.mainDepartmentId ?? null)
  return { groupId, userid: userid.toLowerCase(), reason, departmentId, since, isArchived: false }
}

/** Returns the row of a member who joined in WeCom: invited by another member there, so they count as a guest. */
export const guestRow = (groupId: GroupId, userid: string, since: Date) => ({
  groupId,
  userid: userid.toLowerCase(),
  reason: 'guest' as const,
  departmentId: null,
  since,
  isArchived: false,
})
