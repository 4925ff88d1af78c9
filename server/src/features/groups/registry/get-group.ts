import { DAY_MS } from '@desk/shared/kernel/durations'
import type { MemberActor } from '@desk/shared/identity/actor'
import {
  type GroupCommand,
  groupCommandsFor,
  mayFollowRequest,
  mayActOnGroup,
  reportsFor,
} from '@desk/shared/groups/group-flow'
import { archivedName } from '@desk/shared/groups/naming'
import type { GroupView } from '@desk/shared/groups/group-schemas'
import { reportRecipients, RESTORE_DAYS } from '@desk/shared/groups/group-states'
import { type GroupId, sameUserid } from '@desk/shared/kernel/ids'
import type { Database } from '../../../db/database.ts'
import { GroupRefusedError } from '../group-errors.ts'
import { pathNames } from '../../../directory/department-names.ts'
import { today } from '../../../access/grant-conditions.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { loadDisplayNames, type DisplayNames } from '../../../directory/load-display-names.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { takesReports } from '../../incidents/model/handling-people.ts'
import { findArchiveKeepers } from './archive-group.ts'
import { factsFor } from '../model/group-facts-queries.ts'
import {
  findApplicant,
  findGroupRow,
  type GroupMemberRow,
  type GroupRow,
  listGroupMembers,
} from '../model/group-queries.ts'
import { findReturning } from '../model/find-returning.ts'
import { leaderOf } from '../model/responsible-people.ts'
import { summaryOf } from './list-groups.ts'
import { factsOf, type PersonFacts } from '../model/member-facts-queries.ts'
import { listUseridsWithOpenOffer } from '../model/ownership-offer-queries.ts'
import { listReports } from '../model/report-queries.ts'
import { listDenials, listJoinRequests, cooldownEndOf } from '../model/join-request-queries.ts'

/** Maximum number of listed members; the total is shown separately. */
const MEMBERS_SHOWN_MAX = 100

/** Returns a group as this person may see it: members and their reasons, open tasks, permitted commands. */
export async function getGroup(deps: ReadDeps, actor: MemberActor, id: GroupId): Promise<GroupView> {
  const { db } = deps
  const group = await findGroupRow(db, id)
  if (!group) throw new GroupRefusedError('not_found')
  const facts = await factsFor(db, actor, group)
  if (!mayActOnGroup(actor, 'read', facts)) throw await refusalFor(db, actor, group)
  const members = await listGroupMembers(db, id)
  const offered = await listUseridsWithOpenOffer(db, id)
  const isChecklistOpen = group.origin !== 'api' && group.isApplying
  const recipients = reportsFor(actor, facts)
  const reports = recipients.length === 0 ? [] : await listReports(db, id, recipients)
  const joinRequests = mayActOnGroup(actor, 'admit', facts) ? await listJoinRequests(db, id) : []
  const mayHandle = reports.some(({ outcome }) => outcome === null)
  // Joining is offered in the list of similar groups. A command that answers something is offered only while that is open.
  const open: Partial<Record<GroupCommand, boolean>> = {
    join: false,
    wish: false,
    tick: isChecklistOpen,
    handle: mayHandle,
    admit: joinRequests.length > 0,
    renew: group.expiresOn !== null,
  }
  const allowed = groupCommandsFor(actor, group.state, facts).filter((command) => open[command] ?? true)
  const stays = allowed.includes('archive') ? await findArchiveKeepers(deps, group, members) : []
  const { returning } = isChecklistOpen ? await findReturning(deps, group) : { returning: [] }
  const shown = shownOf(members)
  const people = await factsOf(db, useridsOf([...shown, ...joinRequests]), today(deps))
  const names = await loadDisplayNames(
    db,
    [...peopleIn(group), ...offered, ...stays, ...useridsOf([...shown, ...returning, ...joinRequests])],
    [...group.departmentPath, ...[...people.values()].flatMap(({ mainPath }) => [...mainPath])],
  )
  const applicant = await findApplicant(db, group.requestId)
  const mayReview = allowed.includes('review')
  return {
    ...summaryOf(group, names.people, deps.clock.now()),
    ...detailsOf(group, names),
    ...membersOf(group, members, { names, people }),
    checklist: allowed.includes('tick') ? checklistOf(group, { members, returning }, names) : [],
    offeredTo: offered.map(names.people),
    chatId: facts.isMember && group.state !== 'gone' ? group.chatId : null,
    requestId: mayFollowRequest(actor, facts, applicant) ? group.requestId : null,
    reports,
    wishes: joinRequests.map(({ userid, askedAt }) => ({
      ...names.people(userid),
      department: pathNames(people.get(userid)?.mainPath ?? [], names.departments),
      at: askedAt.toISOString(),
    })),
    allowed,
    stays: stays.map(names.people),
    isOwn: sameUserid(actor.userid, group.ownerId),
    reportTo: reportRecipients.filter((to) => to === 'ops' || !sameUserid(actor.userid, leaderOf(group) ?? '')),
    reporterSeenBy: allowed.includes('report') && (await takesReports(deps)) ? 'handler' : 'nobody',
    undoUntil: mayReview ? undoUntil(deps, group, members) : null,
  }
}

/**
 * Returns the refusal: a declined person learns the group's name, who declined them, and when they may ask again; for others
 * the group does not exist.
 */
async function refusalFor(
  db: Database,
  actor: MemberActor,
  { id, name }: GroupRow,
): Promise<InstanceType<typeof GroupRefusedError>> {
  const denial = (await listDenials(db, actor.userid, [id])).get(id)
  if (!denial) return new GroupRefusedError('not_found')
  const by = (await memberNames(db, [denial.by]))(denial.by).name
  return new GroupRefusedError('not_admitted', {
    name,
    by,
    at: denial.at.toISOString(),
    askAgainAt: cooldownEndOf(denial).toISOString(),
  })
}

/** Returns the members in a review and those to be removed, and the first of the others. */
function shownOf(members: readonly GroupMemberRow[]): GroupMemberRow[] {
  const isSpecial = ({ goneReason, removeAt }: GroupMemberRow) => goneReason !== null || removeAt !== null
  return [...members.filter(isSpecial), ...members.filter((member) => !isSpecial(member)).slice(0, MEMBERS_SHOWN_MAX)]
}

const useridsOf = (people: readonly { userid: string }[]): string[] => people.map(({ userid }) => userid)

const peopleIn = ({ ownerId, deputyId, charterSignedBy, nextOwnerId, declined, missing }: GroupRow): string[] => [
  ...[ownerId, deputyId, charterSignedBy, nextOwnerId, declined?.by ?? null].filter((userid) => userid !== null),
  ...missing,
]

function detailsOf(group: GroupRow, { people, departments }: DisplayNames) {
  const iso = (at: Date | null) => at?.toISOString() ?? null
  return {
    purpose: group.purpose,
    department: pathNames(group.departmentPath, departments),
    version: group.version,
    charter: {
      signedAt: iso(group.charterSignedAt),
      signedBy: group.charterSignedBy === null ? null : people(group.charterSignedBy),
      dueAt: iso(group.charterDueAt),
    },
    review: {
      openedAt: iso(group.reviewOpenedAt),
      lastAt: iso(group.reviewedAt),
      nextOn: group.reviewDueOn,
    },
    missing: group.missing.map(people),
    trouble: group.trouble,
    lookedAt: iso(group.lookedAt),
    restoreUntil:
      group.state === 'archived' && group.archivedAt !== null
        ? new Date(group.archivedAt.getTime() + RESTORE_DAYS * DAY_MS).toISOString()
        : null,
    nextOwner: group.nextOwnerId === null ? null : people(group.nextOwnerId),
    declined: group.declined && { ...group.declined, by: people(group.declined.by) },
  }
}

type ViewContext = { names: DisplayNames; people: ReadonlyMap<string, PersonFacts> }

function membersOf(group: GroupRow, members: readonly GroupMemberRow[], { names, people }: ViewContext) {
  const personOf = ({ userid }: GroupMemberRow) => ({
    ...names.people(userid),
    department: pathNames(people.get(userid)?.mainPath ?? [], names.departments),
  })
  const valid = members.filter(({ goneReason, removeAt }) => goneReason === null && removeAt === null)
  const count = (reason: GroupMemberRow['reason']) => valid.filter((member) => member.reason === reason).length
  return {
    drifted: members.flatMap((member) =>
      member.goneReason === null
        ? []
        : [
            {
              ...personOf(member),
              why: member.goneReason,
              at: (member.goneAt ?? member.since).toISOString(),
              reason: member.reason,
              isLeaving: member.removeAt !== null,
              isDeputy: group.deputyId !== null && sameUserid(member.userid, group.deputyId),
            },
          ],
    ),
    standing: { department: count('department'), project: count('project'), guest: count('guest') },
    members: valid
      .slice(0, MEMBERS_SHOWN_MAX)
      .map((member) => ({ ...personOf(member), reason: member.reason, since: member.since.toISOString() })),
  }
}

type ChecklistMembers = Record<'members' | 'returning', readonly GroupMemberRow[]>

/** Lists what only people can do in WeCom, because the app did not create the group. */
function checklistOf(
  group: GroupRow,
  { members, returning }: ChecklistMembers,
  { people }: DisplayNames,
): GroupView['checklist'] {
  const leaving = members.filter(({ removeAt }) => removeAt !== null)
  const tasks: GroupView['checklist'] = [
    ...leaving.map(({ userid }) => ({ what: 'remove' as const, text: people(userid).name })),
    ...returning.map(({ userid }) => ({ what: 'add' as const, text: people(userid).name })),
    ...(group.nextOwnerId === null ? [] : [{ what: 'owner' as const, text: people(group.nextOwnerId).name }]),
  ]
  if (group.state === 'archived') return [...tasks, { what: 'name', text: archivedName(group.name) }]
  // A renewal may have changed the name of a group that was approved here, and a restored group needs its name back.
  const mayHaveNewName = group.origin === 'manual' || returning.length > 0 || tasks.length === 0
  return mayHaveNewName ? [...tasks, { what: 'name', text: group.name }] : tasks
}

/** Returns until when a review can be undone; null when it cannot. */
function undoUntil({ clock, site }: ReadDeps, group: GroupRow, members: readonly GroupMemberRow[]): string | null {
  const { reviewedAt } = group
  if (reviewedAt === null || group.state === 'archived' || site.undoMs === 0) return null
  const until = reviewedAt.getTime() + site.undoMs
  const hasPendingRemoval = members.some(({ removeAt }) => removeAt?.getTime() === reviewedAt.getTime())
  return hasPendingRemoval && clock.now().getTime() < until ? new Date(until).toISOString() : null
}
