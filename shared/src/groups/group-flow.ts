import { holdsRole } from '../identity/role-rules.ts'
import type { MemberActor } from '../identity/actor.ts'
import { sameUserid } from '../kernel/same-userid.ts'
import type { GroupState, ReportRecipient } from './group-states.ts'

/** Commands of people on a group. */
export const groupCommands = [
  'sign',
  'review',
  'renew',
  'archive',
  'restore',
  'take',
  'join',
  'report',
  'tick',
  'appoint',
  'handle',
  'wish',
  'admit',
  'accept',
  'reject',
] as const
export type GroupCommand = (typeof groupCommands)[number]

const whileInUse = [
  'review',
  'renew',
  'archive',
  'take',
  'join',
  'report',
  'tick',
  'appoint',
  'handle',
  'wish',
  'admit',
] as const

/** State machine of a group; server checks, buttons and tests read this table. */
const accepts = {
  making: [],
  charter: ['sign', ...whileInUse],
  active: whileInUse,
  archived: ['restore', 'tick', 'handle'],
  // Open reports can still be answered.
  gone: ['handle'],
  declared: ['accept', 'reject', 'take', 'appoint'],
} as const satisfies Record<GroupState, readonly GroupCommand[]>

/** Returns the state after a command; null when the state does not allow it. */
export function advanceGroup(state: GroupState, command: GroupCommand): GroupState | null {
  if (!(accepts[state] as readonly GroupCommand[]).includes(command)) return null
  if (command === 'sign') return 'active'
  if (command === 'accept') return 'charter'
  if (command === 'reject') return 'gone'
  if (command === 'archive') return 'archived'
  return command === 'restore' ? 'active' : state
}

/** Facts of a group that permissions depend on. */
export type GroupFacts = {
  ownerId: string
  deputyId: string | null
  /** Who accepted ownership and becomes the owner once WeCom, or the checklist, says so. */
  nextOwnerId: string | null
  departmentPath: readonly number[]
  isMember: boolean
  isOffered: boolean
  /** The owner is gone: the deputy and the department's admin act for the group. */
  isVacant: boolean
  /** The owner did not sign the charter in time, and the deputy was asked to. */
  isCharterLate: boolean
}

const hasUserid = (actor: MemberActor, userid: string | null) => userid !== null && sameUserid(actor.userid, userid)
const isOps = (actor: MemberActor) => holdsRole(actor, 'ops')
const administers = (actor: MemberActor, group: GroupFacts) =>
  actor.adminOf.some((department) => group.departmentPath.includes(department))
const leads = (actor: MemberActor, group: GroupFacts) =>
  hasUserid(actor, group.ownerId) || hasUserid(actor, group.deputyId)
const isResponsible = (actor: MemberActor, group: GroupFacts) => administers(actor, group) || isOps(actor)

const rules = {
  read: (actor, group) =>
    leads(actor, group) ||
    hasUserid(actor, group.nextOwnerId) ||
    isResponsible(actor, group) ||
    group.isMember ||
    group.isOffered ||
    actor.roles.includes('auditor'),
  /** The charter binds the person who signs it: the owner, or the deputy when the owner did not in time or is gone. */
  sign: (actor, group) =>
    hasUserid(actor, group.ownerId) || ((group.isCharterLate || group.isVacant) && hasUserid(actor, group.deputyId)),
  review: (actor, group) => leads(actor, group) || isResponsible(actor, group),
  renew: (actor, group) => leads(actor, group) || isResponsible(actor, group),
  archive: (actor, group) =>
    hasUserid(actor, group.ownerId) ||
    isResponsible(actor, group) ||
    (group.isVacant && hasUserid(actor, group.deputyId)),
  restore: (actor, group) => leads(actor, group) || isResponsible(actor, group),
  take: (_actor, group) => group.isOffered,
  /** Returns whether a non-member may join; the server also checks that the group belongs to their department. */
  join: (_actor, group) => !group.isMember,
  report: (_actor, group) => group.isMember,
  /** Completes the checklist of a manually created group, as one of those who are asked to. */
  tick: (actor, group) =>
    leads(actor, group) ||
    hasUserid(actor, group.nextOwnerId) ||
    isOps(actor) ||
    (group.isVacant && administers(actor, group)),
  /** Appoints the deputy; a deputy cannot appoint themselves. */
  appoint: (actor, group) => hasUserid(actor, group.ownerId) || isResponsible(actor, group),
  handle: (actor, group) => leads(actor, group) || isResponsible(actor, group),
  /** Requests to join a group of another department. */
  wish: (_actor, group) => !group.isMember,
  admit: (actor, group) => leads(actor, group) || isResponsible(actor, group),
  /** Accepts a declared group as the department's; the owner cannot accept their own. */
  accept: (actor, group) => isResponsible(actor, group) && !hasUserid(actor, group.ownerId),
  reject: (actor, group) => isResponsible(actor, group) && !hasUserid(actor, group.ownerId),
} as const satisfies Record<GroupCommand | 'read', (actor: MemberActor, group: GroupFacts) => boolean>

/** Returns whether the actor may perform the action, whatever the state of the group. */
export const mayActOnGroup = (actor: MemberActor, action: GroupCommand | 'read', group: GroupFacts): boolean =>
  rules[action](actor, group)

/**
 * Returns which reports this person sees and answers. Reports to the management department stay there, because they may
 * be about the owner.
 */
export const reportsFor = (actor: MemberActor, group: GroupFacts): ReportRecipient[] => [
  ...(mayActOnGroup(actor, 'handle', group) ? (['owner'] as const) : []),
  ...(isOps(actor) ? (['ops'] as const) : []),
]

/** Returns whether the person may also see the group's request; a member or later owner may not. */
export const mayFollowRequest = (actor: MemberActor, group: GroupFacts, applicantId: string | null): boolean =>
  isResponsible(actor, group) || actor.roles.includes('auditor') || hasUserid(actor, applicantId)

/** Returns the commands that the state accepts and the rules grant; for buttons. */
export const groupCommandsFor = (actor: MemberActor, state: GroupState, group: GroupFacts): GroupCommand[] =>
  groupCommands.filter((command) => advanceGroup(state, command) !== null && mayActOnGroup(actor, command, group))
