import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import type { Language } from '@desk/shared/pages/initial-state'
import type { HomeView } from '@desk/shared/pages/page-schemas'
import { runningStates } from '@desk/shared/requests/model/request-flow'
import { summarizeOwnConfirmations } from '../confirmations/answering/own-confirmations.ts'
import { getActiveDelegations } from '../../access/active-delegations.ts'
import type { Deps, ReadDeps } from '../../kernel/deps.ts'
import type { RequestTypeDeps } from '../requests/model/request-type.ts'
import { summarizeFeedbackTasks } from '../feedback/model/home-task-queries.ts'
import { countIncidentTasks } from '../incidents/handling/count-tasks.ts'
import { summarizeWaitingCases } from '../lost-device/views/waiting-cases.ts'
import { listWaitingGroups } from '../groups/model/group-task-queries.ts'
import { summarizePolicies } from '../policies/signing/my-policies.ts'
import { summarizeOpenQuestions } from '../policies/document/question-queries.ts'
import { summarizePendingVersions } from '../policies/authoring/pending-versions.ts'
import { findHomeRow, type HomeRow, RUNNING_SHOWN } from './home-queries.ts'
import { toPeople } from './my-people.ts'
import { countForOps } from './ops-queries.ts'
import { countManual, countOwn, countWaiting } from '../requests/model/inbox-queries.ts'
import { toSummaries } from '../requests/model/request-view.ts'

const toCount = ({ count, oldestAt }: { count: number; oldestAt: Date | null }) => ({
  count,
  oldestAt: oldestAt?.toISOString() ?? null,
})

const toInstant = (ms: number | null) => (ms === null ? null : new Date(ms))

const none = { count: 0, oldestAt: null }
const noneWithFirst = { ...none, first: null }
const noCases = { ...noneWithFirst, careLeft: null, urgent: [], taken: null }

export type HomeDeps = ReadDeps & RequestTypeDeps & Pick<Deps, 'holidays'>

/** Returns the member's pending tasks, running requests, active delegations and the people who help them. */
export async function getHome(deps: HomeDeps, actor: MemberActor, language: Language): Promise<HomeView> {
  const home = await findHomeRow(deps, actor.userid)
  const policies = await summarizePolicies(deps, actor, language, home.rosters)
  const [waiting, running, delegations] = await Promise.all([
    loadWaiting(deps, actor, home),
    loadRunning(deps, actor, home.running),
    home.hasDelegation ? getActiveDelegations(deps, actor) : { given: [], held: [] },
  ])
  return {
    waiting: { ...waiting, policies: policies.toSign },
    watchedPolicy: policies.board,
    running,
    delegations,
    ...toPeople(deps, home),
  }
}

/** Loads what waits for the member. Parts that the member's row marks as empty cost no statement. */
async function loadWaiting(
  deps: HomeDeps,
  actor: MemberActor,
  home: HomeRow,
): Promise<Omit<HomeView['waiting'], 'policies'>> {
  const { db } = deps
  const hasRole = actor.roles.length > 0 || actor.adminOf.length > 0
  const [waiting, byHand, lost, groups, versions, questions, confirmations, opsCounts, feedback, incidents] =
    await Promise.all([
      countWaiting(db, actor, deps.clock.now()),
      countManual(db, actor),
      home.hasOpenCase ? summarizeWaitingCases(deps, actor) : noCases,
      home.mayHaveGroupTask || hasRole ? listWaitingGroups(deps, actor) : [],
      summarizePendingVersions(deps, actor),
      holdsRole(actor, 'compliance') ? summarizeOpenQuestions(db) : { ...none, oldestPolicyId: null },
      home.hasOpenCampaign ? summarizeOwnConfirmations(deps, actor) : noneWithFirst,
      holdsRole(actor, 'ops') ? countForOps(db, deps) : { stopped: none, proposals: none, apiKeys: none },
      home.mayHaveFeedbackTask ? summarizeFeedbackTasks(db, actor, deps.clock.now()) : noneWithFirst,
      home.mayHaveIncidentTask ? countIncidentTasks(deps, actor) : noneWithFirst,
    ])
  const { own, invitations } = home
  return {
    approvals: toCount(waiting),
    byHand: toCount(byHand),
    stopped: toCount(opsCounts.stopped),
    own: {
      ...toCount({ count: own.count, oldestAt: toInstant(own.oldestMs) }),
      first: own.first,
      ...(own.why && { why: own.why.map((part) => part ?? '') }),
    },
    guardians: toCount({ count: invitations.count, oldestAt: toInstant(invitations.oldestMs) }),
    lost,
    confirmations,
    groups: { ...toCount({ count: groups.length, oldestAt: groups[0]?.since ?? null }), first: groups[0]?.id ?? null },
    versions: { count: versions.count, oldestAt: null, first: versions.first },
    questions: { ...toCount(questions), first: questions.oldestPolicyId },
    feedback: { ...toCount(feedback), first: feedback.first },
    incidents: { ...toCount(incidents), first: incidents.first },
    custody: { count: home.hasOpenAsk ? 1 : 0, oldestAt: null },
    proposals: toCount(opsCounts.proposals),
    apiKeys: toCount(opsCounts.apiKeys),
  }
}

async function loadRunning(
  deps: HomeDeps,
  actor: MemberActor,
  { rows, names }: HomeRow['running'],
): Promise<HomeView['running']> {
  const { db } = deps
  return {
    count: rows.length > RUNNING_SHOWN ? await countOwn(db, actor.userid, runningStates) : rows.length,
    items: await toSummaries(deps, db, actor, rows.slice(0, RUNNING_SHOWN), names),
  }
}
