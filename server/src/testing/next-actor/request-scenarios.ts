import { nextActorOfGroup } from '@desk/shared/groups/group-states'
import type { RequestId } from '@desk/shared/kernel/ids'
import type { InfoChangePayload } from '@desk/shared/info-change/info-change'
import { type RequestType, requestTypes } from '@desk/shared/requests/types/index'
import { isFinal, type NextActor, type RequestState, requestStates } from '@desk/shared/requests/model/request-flow'
import type { RequestTypeDefinition } from '@desk/shared/requests/model/define-request-type'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { whoActsNext } from '@desk/shared/requests/who-acts-next'
import { decideRequest } from '../../features/requests/commands/decide-request.ts'
import { requireRequest } from '../../features/requests/model/request-queries.ts'
import { returnRequest } from '../../features/requests/commands/return-request.ts'
import { withdrawRequest } from '../../features/requests/commands/withdraw-request.ts'
import { findGroupOfRequest } from '../../features/groups/model/group-queries.ts'
import { disputeInfoChange } from '../../features/info-change/follow-up/dispute.ts'
import { payloadOf } from '../../features/policies/exemptions/exemption-request-type.ts'
import { WecomRefusedError, WecomUnreachableError } from '../../kernel/app-error.ts'
import { drainOutbox } from '../drain-outbox.ts'
import { toPosition } from '../fixtures/info-change.ts'
import { readAndSign } from '../fixtures/policy.ts'
import { type ReadyToSubmit, readyToSubmit } from '../fixtures/requests-of-each-type.ts'
import type { Kit } from '../kit.ts'
import { passUndoWindow } from '../fixtures/undo-window.ts'
import { agree, decisionOn, refuse, submitInfoChange } from '../request-fixtures.ts'
import type { ExpectedState, Scenario } from './find-next-actor-violations.ts'

/** Lists the states and phases of this request type, by its state machine. Drafts are stored elsewhere. */
const statesOf = (kind: RequestType): string[] => {
  const { phases = {} }: Pick<RequestTypeDefinition, 'phases'> = requestTypes[kind]
  return [...requestStates.filter((state) => state !== 'draft'), ...Object.keys(phases)]
}

type ScenarioContext = Pick<ReadyToSubmit, 'applicant' | 'approver' | 'ops'> & {
  kit: Kit
  id: RequestId
  view: RequestView
}
type StatePath = {
  /** Submits another request than that of the fixture. */
  payload?: InfoChangePayload
  prepare?(kit: Kit): void
  /** Steps before the last one. */
  goBefore?(context: ScenarioContext): Promise<unknown>
  go(context: ScenarioContext): Promise<unknown>
}
/** Why no scenario leads to a state. */
type LeftOut = { isLeftOut: string }

async function settle({ kit }: Pick<ScenarioContext, 'kit'>): Promise<void> {
  await drainOutbox(kit.deps)
  passUndoWindow(kit)
  await drainOutbox(kit.deps)
}

async function decide({ kit, approver, view }: ScenarioContext, verdict: typeof agree | typeof refuse): Promise<void> {
  const fields = Object.fromEntries(view.changes.map(({ field }) => [field, verdict]))
  await decideRequest(kit.deps, approver, decisionOn(view, fields))
}
const agreeAndSettle: StatePath['go'] = async (context) => {
  await decide(context, agree)
  await settle(context)
}

/** Overrides the site for this kit alone, since the object is shared. */
const withSite = ({ deps }: Kit, overrides: object): void => {
  Object.assign(deps, { site: { ...deps.site, ...overrides } })
}

/** Steps from submission that are the same for every request type. */
const commonPaths = {
  open: { go: async () => {} },
  done: { go: agreeAndSettle },
  withdrawn: {
    go: ({ kit, applicant, view }) => withdrawRequest(kit.deps, applicant, { id: view.id, version: view.version }),
  },
  refused: {
    go: async (context) => {
      await decide(context, refuse)
      await settle(context)
    },
  },
} satisfies Record<string, StatePath>

/** Steps from submission to the other states, for types that WeCom carries out. */
const pathsInWecom = {
  ...commonPaths,
  returned: {
    go: ({ kit, approver, view }) =>
      returnRequest(kit.deps, approver, {
        id: view.id,
        version: view.version,
        seenHash: view.seenHash,
        reason: { code: 'other', text: '写清楚' },
      }),
  },
  decided: { prepare: (kit) => withSite(kit, { undoMs: 60_000 }), go: (context) => decide(context, agree) },
  executing: {
    prepare: ({ deps }) => {
      const fail = () => Promise.reject(new WecomUnreachableError('timeout', 'a write'))
      Object.assign(deps.wecom, { updateMember: fail, createGroup: fail })
    },
    go: agreeAndSettle,
  },
  failed: {
    prepare: ({ deps }) => {
      const fail = () => Promise.reject(new WecomRefusedError(60104, 'a write'))
      Object.assign(deps.wecom, { updateMember: fail, createGroup: fail })
    },
    go: agreeAndSettle,
  },
} satisfies Record<string, StatePath>

type PathsToStates = Readonly<
  Record<Exclude<RequestState, 'draft'>, StatePath | LeftOut> & Record<string, StatePath | LeftOut>
>

/** Steps from submission to each state and phase. A new type does not compile until it has its own. */
const pathsToStates: Readonly<Record<RequestType, PathsToStates>> = {
  info_change: {
    ...pathsInWecom,
    scheduled: { payload: { ...toPosition, effectiveOn: '2026-03-20' }, go: agreeAndSettle },
    awaiting_proof: { prepare: (kit) => withSite(kit, { hasContactsSecret: false }), go: agreeAndSettle },
    guide_member: { payload: { mobile: { from: '', to: '13800138000' } }, go: agreeAndSettle },
    differs: {
      prepare: ({ deps }) => void Object.assign(deps.wecom, { updateMember: async () => {} }),
      go: agreeAndSettle,
    },
    disputed: {
      goBefore: agreeAndSettle,
      async go({ kit, applicant, id }) {
        const { version } = await requireRequest(kit.deps.db, id)
        await disputeInfoChange(kit.deps, applicant, { id, version, text: '名片上还是旧的' })
      },
    },
  },
  group_create: {
    ...pathsInWecom,
    by_hand: { prepare: ({ deps }) => void (deps.wecom.groupRules.isRootVisible = false), go: agreeAndSettle },
  },
  policy_exemption: {
    ...commonPaths,
    failed: {
      // Nobody is exempt from what they have signed.
      async go(context) {
        const { policyId } = payloadOf(await requireRequest(context.kit.deps.db, context.id))
        await readAndSign(context.kit, context.applicant, policyId)
        await agreeAndSettle(context)
      },
    },
    returned: { isLeftOut: 'it cannot be returned' },
    decided: { isLeftOut: 'without an undo window the exemption is granted at once' },
    executing: { isLeftOut: 'the exemption is granted in one transaction' },
  },
}

const holders = ({ applicant, approver, ops }: ScenarioContext, next: NextActor): string[] | 'machine' => {
  if (next === 'applicant') return [applicant.userid]
  if (next === 'deciders') return [approver.userid]
  return next === 'ops' || next === 'ops_but_applicant' ? [ops.userid] : 'machine'
}

type Others = { next: readonly string[]; notified: readonly string[] }

/** Returns who else has a task, or is notified, because of the policy or group that the request is about. */
async function findOthers({ kit, id, applicant }: ScenarioContext): Promise<Others> {
  const { kind, state } = await requireRequest(kit.deps.db, id)
  // Who is not exempt has to sign, unless they have signed.
  if (kind === 'policy_exemption')
    return { next: state === 'done' || state === 'failed' ? [] : [applicant.userid], notified: [] }
  // With a created group, the group's own state continues from here. Its deputy learns that they are the deputy.
  const group = await findGroupOfRequest(kit.deps.db, id)
  if (!group) return { next: [], notified: [] }
  return {
    next: nextActorOfGroup[group.state] === 'owner' ? [group.ownerId] : [],
    notified: group.deputyId === null ? [] : [group.deputyId],
  }
}

/**
 * Returns who acts next by the request type's declaration. The applicant is notified of every state except those that
 * their own action leads to.
 */
async function stateOf(context: ScenarioContext): Promise<ExpectedState> {
  const { kind, state, phase } = await requireRequest(context.kit.deps.db, context.id)
  const next = whoActsNext({ kind, state, phase })
  const isByOthers = isFinal(state) ? state !== 'withdrawn' : ['failed', 'returned'].includes(state)
  const isNotified = isByOthers || phase === 'scheduled' || phase === 'differs'
  const ofRequest = next === null ? [] : holders(context, next)
  const others = await findOthers(context)
  const people = ofRequest === 'machine' ? others.next : [...ofRequest, ...others.next]
  const isOver = next === null ? null : 'machine'
  return {
    next: people.length > 0 ? people : isOver,
    notified: [...(isNotified ? [context.applicant.userid] : []), ...others.notified],
    ...(state === 'open' || state === 'withdrawn' ? { by: context.applicant.userid } : {}),
  }
}

const scenarioOf = (kind: RequestType, target: string, path: StatePath): Scenario => ({
  name: `${kind} ${target}`,
  async arrange(kit) {
    const { people, submit, ...actors } = await readyToSubmit[kind](kit)
    path.prepare?.(kit)
    const submitOnPath = () => (path.payload ? submitInfoChange(kit, actors.applicant, path.payload) : submit())
    const contextOf = (view: RequestView) => ({ ...actors, kit, id: view.id, view })
    const first = target === 'open' ? null : contextOf(await submitOnPath())
    if (first) await path.goBefore?.(first)
    await drainOutbox(kit.deps)
    return {
      people,
      async enter() {
        const context = first ?? contextOf(await submitOnPath())
        await path.go(context)
        await drainOutbox(kit.deps)
        const found = await requireRequest(kit.deps.db, context.id)
        if (found.kind !== kind) throw new Error(`The request is one of ${found.kind}`)
        if (target !== found.state && target !== found.phase)
          throw new Error(`The state is ${found.state} ${String(found.phase)}`)
        return stateOf(context)
      },
    }
  },
})

const scenariosOf = (kind: RequestType): Scenario[] =>
  statesOf(kind).flatMap((target) => {
    const path = pathsToStates[kind][target]
    if (!path) throw new Error(`No steps lead to ${target}`)
    return 'isLeftOut' in path ? [] : [scenarioOf(kind, target, path)]
  })

export const requestScenarios: Scenario[] = (Object.keys(requestTypes) as RequestType[]).flatMap(scenariosOf)
