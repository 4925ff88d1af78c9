import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import type { Language } from '@desk/shared/pages/initial-state'
import type { HomeView } from '@desk/shared/pages/page-schemas'
import { runningStates } from '@desk/shared/requests/model/request-flow'
import { getActiveDelegations } from '../../access/active-delegations.ts'
import type { Deps, ReadDeps } from '../../kernel/deps.ts'
import type { RequestTypeDeps } from '../requests/model/request-type.ts'
import { summarizeWaitingCases } from '../lost-device/views/waiting-cases.ts'
import { listWaitingGroups } from '../groups/model/group-task-queries.ts'
import { listPoliciesToSign, findBoardPolicyId } from '../policies/signing/my-policies.ts'
import { summarizeOpenQuestions } from '../policies/document/question-queries.ts'
import { summarizePendingVersions } from '../policies/authoring/pending-versions.ts'
import { getMyPeople } from './my-people.ts'
import { countForOps } from './ops-queries.ts'
import { countManual, countOwn, countWaiting, listOwn, waitingOwn } from '../requests/model/inbox-queries.ts'
import { toSummaries } from '../requests/model/request-view.ts'

/** Number of running requests on the home page (进行中). */
const SHOWN = 3

const toCount = ({ count, oldestAt }: { count: number; oldestAt: Date | null }) => ({
  count,
  oldestAt: oldestAt?.toISOString() ?? null,
})

export type HomeDeps = ReadDeps & RequestTypeDeps & Pick<Deps, 'holidays'>

/** Returns the member's pending tasks, running requests, active delegations and the people who help them. */
export async function getHome(deps: HomeDeps, actor: MemberActor, language: Language): Promise<HomeView> {
  const { db } = deps
  const none = { count: 0, oldestAt: null }
  const [waiting, byHand, running, delegations, lost, groups, own, versions, questions, ofOps, people] =
    await Promise.all([
      countWaiting(db, actor, deps.clock.now()),
      countManual(db, actor),
      listOwn(db, actor.userid, { cursor: null, limit: SHOWN + 1, states: runningStates }),
      getActiveDelegations(deps, actor),
      summarizeWaitingCases(deps, actor),
      listWaitingGroups(deps, actor),
      waitingOwn(db, actor.userid),
      summarizePendingVersions(deps, actor),
      holdsRole(actor, 'compliance') ? summarizeOpenQuestions(db) : { ...none, oldestPolicyId: null },
      holdsRole(actor, 'ops') ? countForOps(db, deps) : { stopped: none, proposals: none, apiKeys: none },
      getMyPeople(deps, actor),
    ])
  const shown = running.slice(0, SHOWN).map(({ row }) => row)
  return {
    waiting: {
      approvals: toCount(waiting),
      byHand: toCount(byHand),
      stopped: toCount(ofOps.stopped),
      own: { ...toCount(own), first: own.first },
      guardians: toCount(people.invitations),
      lost,
      groups: {
        ...toCount({ count: groups.length, oldestAt: groups[0]?.since ?? null }),
        first: groups[0]?.id ?? null,
      },
      versions: { count: versions.count, oldestAt: null, first: versions.first },
      questions: { ...toCount(questions), first: questions.oldestPolicyId },
      proposals: toCount(ofOps.proposals),
      apiKeys: toCount(ofOps.apiKeys),
      policies: await listPoliciesToSign(deps, actor, language),
    },
    watchedPolicy: await findBoardPolicyId(deps, actor),
    running: {
      count: running.length > SHOWN ? await countOwn(db, actor.userid, runningStates) : running.length,
      items: await toSummaries(deps, db, actor, shown),
    },
    delegations,
    admin: people.admin,
    guardians: people.guardians,
  }
}
