import type { RoomQuery, RoomView } from '@desk/shared/evidence-room/room-schemas'
import type { PolicyId } from '@desk/shared/kernel/ids'
import type { PolicyLanguage } from '@desk/shared/policies/policy-flow'
import { recordNumberedRead } from '../../access/record-read-audit.ts'
import { departmentNames } from '../../directory/department-names.ts'
import { memberNames } from '../../directory/member-names.ts'
import { erasableText } from '../../kernel/audit/erasable-text.ts'
import type { Deps, ReadDeps } from '../../kernel/deps.ts'
import { lastAnchor } from '../audit/log/checkpoint-queries.ts'
import { findLog } from '../audit/log/log-queries.ts'
import { PolicyNotFoundError } from '../policies/document/policy-errors.ts'
import { findPeopleOfRoom } from './find-people.ts'
import { getAnswer } from './get-answer.ts'
import { listMoments } from './policy-moment.ts'
import { countView } from './link-queries.ts'
import { requireRoomAccess, type RoomAccess, type RoomVisitor } from './room-access.ts'
import { ROOT_DEPARTMENT } from '../../directory/root-department.ts'

type RoomDeps = ReadDeps & Pick<Deps, 'ids'>

/**
 * Returns the evidence room: the people found, and the answer about one of them, at once when only one is found. Each search
 * and each answer is audited.
 */
export async function getRoom(
  deps: RoomDeps,
  visitor: RoomVisitor,
  { q, person, policy, day: requested, language }: RoomQuery & { language: PolicyLanguage },
): Promise<RoomView> {
  const access = await requireRoomAccess(deps, visitor)
  const day = requested ?? access.toDay
  if (day > access.toDay || (access.fromDay !== null && day < access.fromDay)) throw new PolicyNotFoundError()
  const moments = await listMoments(deps, access, day)
  const { hits, isMore } = q === undefined ? noHits : await findPeopleOfRoom(deps, access, { q, moments })
  if (q !== undefined)
    await recordView(deps, access, 'evidence_room.searched', 'policies', {
      text: erasableText(deps, q),
      people: hits.length,
    })
  const [only] = hits.length === 1 ? hits : []
  const userid = person ?? only?.userid
  const policyId = policy ?? only?.policy ?? (moments[0]?.policy.id as PolicyId | undefined)
  const answer =
    userid === undefined || policyId === undefined
      ? null
      : await getAnswer(deps, access, { userid, policyId, day, language })
  const entry =
    answer &&
    (await recordView(deps, access, 'evidence_room.read', answer.policy.id, {
      userid: answer.person.userid,
      day: answer.day,
    }))
  const at = deps.clock.now().toISOString()
  const company = (await departmentNames(deps.db, [ROOT_DEPARTMENT])).get(ROOT_DEPARTMENT) ?? null
  return {
    reader: await findReader(deps, access),
    company,
    q: q ?? '',
    hits,
    isMore,
    answer,
    entry,
    kept: await findCheckpointToKeep(deps),
    at,
  }
}

/** Records in the audit what a visitor saw, before it is sent, and counts it on their link. Returns the number of the entry. */
async function recordView(
  deps: RoomDeps,
  access: RoomAccess,
  action: 'evidence_room.searched' | 'evidence_room.read',
  object: string,
  details: Record<string, unknown>,
): Promise<number> {
  const entry = await recordNumberedRead(deps, access, action, object, details)
  if (access.link) await countView(deps.db, access.link.id, deps.clock.now())
  return entry
}

/** Returns the latest published checkpoint, which a reader keeps to compare evidence with later; null before the first. */
async function findCheckpointToKeep({ db }: RoomDeps): Promise<RoomView['kept']> {
  const anchor = await lastAnchor(db)
  const log = anchor && (await findLog(db, anchor.log))
  return anchor && log ? { checkpoint: anchor.note, vkey: log.vkey } : null
}

const noHits = { hits: [], isMore: false }

async function findReader({ db }: RoomDeps, access: RoomAccess): Promise<RoomView['reader']> {
  const { link, policies, fromDay, toDay, mayShare, userid } = access
  return {
    kind: link ? 'link' : 'role',
    name: link ? link.name : (await memberNames(db, [userid]))(userid).name,
    fromDay,
    toDay,
    endsAt: link?.expiresAt.toISOString() ?? null,
    policies: policies?.length ?? null,
    mayShare,
  }
}
