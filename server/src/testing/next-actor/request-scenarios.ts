import type { MemberActor } from '@desk/shared/identity/actor'
import { nextActorOfGroup } from '@desk/shared/groups/group-states'
import type { RequestId } from '@desk/shared/kernel/ids'
import type { InfoChangePayload } from '@desk/shared/info-change/info-change'
import { type RequestType, requestTypes } from '@desk/shared/requests/types/index'
import { isFinal, type NextActor, requestStates } from '@desk/shared/requests/model/request-flow'
import type { RequestTypeDefinition } from '@desk/shared/requests/model/define-request-type'
import { whoActsNext } from '@desk/shared/requests/who-acts-next'
import { decideRequest } from '../../features/requests/commands/decide-request.ts'
import { requireRequest } from '../../features/requests/model/request-queries.ts'
import { returnRequest } from '../../features/requests/commands/return-request.ts'
import { withdrawRequest } from '../../features/requests/commands/withdraw-request.ts'
import { findGroupOfRequest } from '../../features/groups/model/group-queries.ts'
import { disputeInfoChange } from '../../features/info-change/dispute.ts'
import { WecomRefusedError, WecomUnreachableError } from '../../kernel/app-error.ts'
import { drainOutbox } from '../drain-outbox.ts'
import { submitGroupRequest, groupCompany } from '../fixtures/groups.ts'
import type { Kit } from '../kit.ts'
import { passUndoWindow } from '../fixtures/undo-window.ts'
import { agree, decisionOn, refuse, submitInfoChange } from '../request-fixtures.ts'
import type { ExpectedState, Scenario } from './find-next-actor-violations.ts'

/** Lists the states and phases of this request type, by its state machine. Drafts are stored elsewhere. */
const statesOf = (kind: RequestType): string[] => {
  const { phases = {} }: Pick<RequestTypeDefinition, 'phases'> = requestTypes[kind]
  return [...requestStates.filter((state) => state !== 'draft'), ...Object.keys(phases)]
}

type People = Awaited<ReturnType<typeof groupCompany>>
type ScenarioContext = { kit: Kit; people: People; id: RequestId; view: Awaited<ReturnType<typeof submitInfoChange>> }
type StatePath = {
  payload?: InfoChangePayload
  prepare?(kit: Kit): void
  go(context: ScenarioContext): Promise<unknown>
}

const positionChange = { position: { from: '质检工程师', to: '高级质检工程师' } } satisfies InfoChangePayload

async function settle({ kit }: Pick<ScenarioContext, 'kit'>): Promise<void> {
  await drainOutbox(kit.deps)
  passUndoWindow(kit)
  await drainOutbox(kit.deps)
}

async function decide(context: ScenarioContext, verdict: typeof agree | typeof refuse): Promise<void> {
  const { kit, people, view } = context
  const fields = Object.fromEntries(view.changes.map(({ field }) => [field, verdict]))
  await decideRequest(kit.deps, people.admin, decisionOn(view, fields))
}
const agreeAndSettle: StatePath['go'] = async (context) => {
  await decide(context, agree)
  await settle(context)
}

/** Overrides the site for this kit alone, since the object is shared. */
const withSite = ({ deps }: Kit, overrides: object): void => {
  Object.assign(deps, { site: { ...deps.site, ...overrides } })
}

/** Steps from submission to each state; the same for every request type. */
const pathsToStates: Readonly<Record<string, StatePath>> = {
  open: { go: async () => {} },
  returned: {
    go: ({ kit, people, view }) =>
      returnRequest(kit.deps, people.admin, {
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
  done: { go: agreeAndSettle },
  failed: {
    prepare: ({ deps }) => {
      const fail = () => Promise.reject(new WecomRefusedError(60104, 'a write'))
      Object.assign(deps.wecom, { updateMember: fail, createGroup: fail })
    },
    go: agreeAndSettle,
  },
  withdrawn: {
    go: ({ kit, people, view }) => withdrawRequest(kit.deps, people.applicant, { id: view.id, version: view.version }),
  },
  refused: {
    go: async (context) => {
      await decide(context, refuse)
      await settle(context)
    },
  },
  scheduled: { payload: { ...positionChange, effectiveOn: '2026-03-20' }, go: agreeAndSettle },
  awaiting_proof: { prepare: (kit) => withSite(kit, { hasContactsSecret: false }), go: agreeAndSettle },
  guide_member: { payload: { mobile: { from: '', to: '13800138000' } }, go: agreeAndSettle },
  differs: {
    prepare: ({ deps }) => void Object.assign(deps.wecom, { updateMember: async () => {} }),
    go: agreeAndSettle,
  },
  by_hand: { prepare: ({ deps }) => void (deps.wecom.groupRules.isRootVisible = false), go: agreeAndSettle },
  disputed: {
    async go(context) {
      await agreeAndSettle(context)
      const { kit, people, id } = context
      const { version } = await requireRequest(kit.deps.db, id)
      await disputeInfoChange(kit.deps, people.applicant, { id, version, text: '名片上还是旧的' })
    },
  },
}

const holders = (people: People, next: NextActor): string[] | 'machine' => {
  if (next === 'applicant') return [people.applicant.userid]
  if (next === 'deciders') return [people.admin.userid]
  return next === 'ops' || next === 'ops_but_applicant' ? [people.ops.userid] : 'machine'
}

/**
 * Returns who acts next by the request type's declaration. The applicant is notified of every state except those that
 * their own action leads to.
 */
async function stateOf({ kit, people, id }: ScenarioContext): Promise<ExpectedState> {
  const { kind, state, phase } = await requireRequest(kit.deps.db, id)
  const next = whoActsNext({ kind, state, phase })
  const isByOthers = isFinal(state) ? state !== 'withdrawn' : ['failed', 'returned'].includes(state)
  const isNotified = isByOthers || phase === 'scheduled' || phase === 'differs'
  // With a created group, the group's own state continues from here.
  const group = await findGroupOfRequest(kit.deps.db, id)
  const owner = group && nextActorOfGroup[group.state] === 'owner' ? [group.ownerId] : null
  return { next: next === null ? owner : holders(people, next), notified: isNotified ? [people.applicant.userid] : [] }
}

const scenarioOf = (kind: RequestType, target: string): Scenario => ({
  name: `${kind} ${target}`,
  async arrange(kit) {
    const path = pathsToStates[target]
    if (!path) throw new Error(`No steps lead to ${target}`)
    const people = await groupCompany(kit)
    path.prepare?.(kit)
    const { applicant, admin, mate, third, buyer, ops } = people
    const submit = () =>
      kind === 'info_change'
        ? submitInfoChange(kit, applicant, path.payload ?? positionChange)
        : submitGroupRequest(kit, applicant)
    const everybody: MemberActor[] = [applicant, admin, mate, third, buyer, ops]
    const first = target === 'open' ? null : await submit()
    await drainOutbox(kit.deps)
    return {
      people: everybody,
      async enter() {
        const view = first ?? (await submit())
        const context = { kit, people, id: view.id, view }
        await path.go(context)
        await drainOutbox(kit.deps)
        const { state, phase } = await requireRequest(kit.deps.db, view.id)
        if (target !== state && target !== phase) throw new Error(`The state is ${state} ${String(phase)}`)
        return stateOf(context)
      },
    }
  },
})

export const requestScenarios: Scenario[] = (Object.keys(requestTypes) as RequestType[]).flatMap((kind) =>
  statesOf(kind).map((target) => scenarioOf(kind, target)),
)
