import type { MemberActor } from '../identity/actor.ts'
import { sameUserid } from '../kernel/same-userid.ts'
import type { GroupState, ReportRecipient } from './group-states.ts'

/** What moves a group. People give all but `make` and `lose`, which say what WeCom showed. */
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

/** The whole graph: server checks, buttons and the tests read this one table. */
const accepts = {
  making: [],
  charter: ['sign', ...whileInUse],
  active: whileInUse,
  archived: ['restore', 'tick', 'handle'],
  // What was reported is still answered.
  gone: ['handle'],
  declared: ['accept', 'reject', 'take', 'appoint'],
} as const satisfies Record<GroupState, readonly GroupCommand[]>

/** The state after a command; null: not now. Pure. */
export function advanceGroup(state: GroupState, command: GroupCommand): GroupState | null {
  if (!(accepts[state] as readonly GroupCommand[]).includes(command)) return null
  if (command === 'sign') return 'active'
  if (command === 'accept') return 'charter'
  if (command === 'reject') return 'gone'
  if (command === 'archive') return 'archived'
  return command === 'restore' ? 'active' : state
}

/** The little of a group that a permission depends on. */
export type GroupFacts = {
  ownerId: string
  deputyId: string | null
  departmentPath: readonly number[]
  isMember: boolean
  isOffered: boolean
  /** The owner is gone: his deputy and the department's admin act for the group. */
  isVacant: boolean
}

const is = (actor: MemberActor, userid: string | null) => userid !== null && sameUserid(actor.userid, userid)
const isOps = (actor: MemberActor) => actor.roles.includes('ops') || actor.roles.includes('ops_lead')
const administers = (actor: MemberActor, group: GroupFacts) =>
  actor.adminOf.some((department) => group.departmentPath.includes(department))
const leads = (actor: MemberActor, group: GroupFacts) => is(actor, group.ownerId) || is(actor, group.deputyId)
const answersFor = (actor: MemberActor, group: GroupFacts) => administers(actor, group) || isOps(actor)

const rules = {
  read: (actor, group) =>
    leads(actor, group) ||
    answersFor(actor, group) ||
    group.isMember ||
    group.isOffered ||
    actor.roles.includes('auditor'),
  /** Whoever signs is bound by it. */
  sign: leads,
  review: (actor, group) => leads(actor, group) || answersFor(actor, group),
  renew: (actor, group) => leads(actor, group) || answersFor(actor, group),
  archive: (actor, group) =>
    is(actor, group.ownerId) || answersFor(actor, group) || (group.isVacant && is(actor, group.deputyId)),
  restore: (actor, group) => leads(actor, group) || answersFor(actor, group),
  take: (_actor, group) => group.isOffered,
  /** Not a member yet, and his department is in the group's. */
  join: (_actor, group) => !group.isMember,
  report: (_actor, group) => group.isMember,
  /** Says that the checklist of a group made by hand was done. */
  tick: (actor, group) => leads(actor, group) || isOps(actor),
  /** Names the deputy: nobody makes himself one. */
  appoint: (actor, group) => is(actor, group.ownerId) || answersFor(actor, group),
  handle: (actor, group) => leads(actor, group) || answersFor(actor, group),
  /** Asks to be let in: his department is another one. */
  wish: (_actor, group) => !group.isMember,
  admit: (actor, group) => leads(actor, group) || answersFor(actor, group),
  /** Whether a group that was declared is one of the department's; nobody says so of his own. */
  accept: (actor, group) => answersFor(actor, group) && !is(actor, group.ownerId),
  reject: (actor, group) => answersFor(actor, group) && !is(actor, group.ownerId),
} as const satisfies Record<GroupCommand | 'read', (actor: MemberActor, group: GroupFacts) => boolean>

export const mayGroup = (actor: MemberActor, action: GroupCommand | 'read', group: GroupFacts): boolean =>
  rules[action](actor, group)

/**
 * Which reports this person sees and answers. What was told the management department stays there: it may be about the
 * owner.
 */
export const reportsFor = (actor: MemberActor, group: GroupFacts): ReportRecipient[] => [
  ...(mayGroup(actor, 'handle', group) ? (['owner'] as const) : []),
  ...(isOps(actor) ? (['ops'] as const) : []),
]

/** Whether the request that it came of is this person's to see, too: a member, or a later owner, finds nothing there. */
export const mayFollowRequest = (actor: MemberActor, group: GroupFacts, applicantId: string | null): boolean =>
  answersFor(actor, group) || actor.roles.includes('auditor') || is(actor, applicantId)

/** Buttons: what the state accepts and the table grants. */
export const groupCommandsFor = (actor: MemberActor, state: GroupState, group: GroupFacts): GroupCommand[] =>
  groupCommands.filter((command) => advanceGroup(state, command) !== null && mayGroup(actor, command, group))
