import { gramsOf } from '@desk/shared/groups/similar-names'
import {
  CHARTER_WORKING_DAYS,
  type GroupState,
  type MemberReason,
  REVIEW_EVERY_DAYS,
} from '@desk/shared/groups/group-states'
import { templateOf } from '@desk/shared/groups/group-rules'
import { tidy } from '@desk/shared/groups/naming'
import type { GroupId } from '@desk/shared/kernel/ids'
import { addWorkingMs, shiftDay } from '@desk/shared/kernel/working-calendar'
import type { Tx } from '../../../db/database.ts'
import { loadCalendar } from '../../../kernel/calendar-queries.ts'
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
import { payloadOf } from '../model/group-request.ts'
import {
  findGroupOfRequest,
  type GroupPatch,
  type GroupRow,
  insertGroup,
  type NewGroup,
  putMembers,
} from '../model/group-queries.ts'
import { groupRulesSetting } from '../model/group-settings.ts'
import { factsOf, type PersonFacts } from '../model/member-facts-queries.ts'
import { enqueueGroupNotice } from '../notices/enqueue-group-notice.ts'

const WORKING_DAY_MS = 8 * 3_600_000

type Made = {
  /** As WeCom shows it; null: made by hand, and nobody can look. */
  found: WecomGroup | null
  missing: readonly string[]
}

/** Enters the group into the registry, once for each request, and asks its owner to sign. */
export async function registerGroup(
  deps: GroupDeps,
  checkpoint: Checkpoint,
  request: RequestRow,
  made: Made,
): Promise<GroupId> {
  const known = await findGroupOfRequest(deps.db, request.id)
  if (known) return known.id
  const id = deps.ids.next('group')
  const asked = payloadOf(request)
  const { pinyin } = await nameKeysOf(tidy(asked.topic))
  await checkpoint((tx) => enter(deps, tx, request, made, { id, pinyin }))
  return (await findGroupOfRequest(deps.db, request.id))?.id ?? id
}

async function enter(
  deps: GroupStepDeps,
  tx: Tx,
  request: RequestRow,
  { found, missing }: Made,
  { id, pinyin }: { id: GroupId; pinyin: string },
): Promise<void> {
  const asked = payloadOf(request)
  const now = deps.clock.now()
  const day = today(deps)
  const { value: rules } = await readSetting(tx, groupRulesSetting)
  const members = found?.members ?? [request.applicantId, ...asked.members]
  const facts = await factsOf(tx, members, day)
  const topic = tidy(asked.topic)
  const row: NewGroup = {
    id,
    requestId: request.id,
    chatId: found?.chatId ?? null,
    origin: found ? 'api' : 'manual',
    state: 'charter',
    name: asked.name,
    topic,
    pinyin,
    kind: templateOf(rules, asked.template)?.kind ?? '',
    purpose: asked.purpose,
    ownerId: request.applicantId,
    deputyId: asked.deputyId,
    departmentPath: [...request.departmentPath],
    expiresOn: asked.expiresOn,
    memberCount: members.length,
    goneCount: 0,
    createdAt: now,
    greetings: 0,
    charterDueAt: await charterDue(deps, tx, now),
    reviewDueOn: shiftDay(day, REVIEW_EVERY_DAYS),
    charterRung: 0,
    reviewEscalationStep: 0,
    isApplying: false,
    missing: [...missing],
    lookedAt: found ? now : null,
    version: 1,
  }
  if (!(await insertGroup(tx, row, gramsOf({ topic, pinyin })))) return
  await putMembers(
    tx,
    members.map((userid) => memberRow(id, userid, facts.get(userid.toLowerCase()), request.departmentPath, now)),
  )
  const details = { members: members.length, missing: missing.length, origin: row.origin }
  await recordAudit(tx, { at: now, actor: 'system:group_create.make', action: 'group.made', object: id, details })
  await askForSignature(deps, tx, row)
  await notifyDeputy(deps, tx, { ...row, deputyId: asked.deputyId })
}

/** Whoever was named as deputy hears of it, and by whom. */
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

/** Nobody's signature is kept: whoever owns it now has not given theirs. */
export async function unsigned(
  deps: Pick<Deps, 'clock' | 'holidays' | 'site'>,
  tx: Tx,
  state: GroupState,
): Promise<GroupPatch> {
  return {
    charterSignedAt: null,
    charterSignedBy: null,
    charterRung: 0,
    charterDueAt: await charterDue(deps, tx, deps.clock.now()),
    ...(state === 'active' ? { state: 'charter' } : {}),
  }
}

/** The owner is asked to sign the three duties. */
export const askForSignature = (
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

/** Until when the owner signs before others hear of it. */
export async function charterDue(deps: Pick<Deps, 'holidays' | 'site'>, tx: Tx, now: Date): Promise<Date> {
  const calendar = await loadCalendar({ ...deps, db: tx })
  return addWorkingMs(calendar, now, CHARTER_WORKING_DAYS * WORKING_DAY_MS)
}

/** His reason: the group's own department where he works there, else the department from which he came to it. */
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
