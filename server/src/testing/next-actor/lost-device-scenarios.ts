import { nextActorOfCase } from '@desk/shared/lost-device/lost-device'
import { REMIND_AFTER_DAYS } from '@desk/shared/lost-device/lost-device-rules'
import { aftercareItems } from '@desk/shared/lost-device/lost-device-schemas'
import { requireCase } from '../../features/lost-device/cases/case-queries.ts'
import { decideCase } from '../../features/lost-device/recovery/decide-case.ts'
import { closeCasesOfLeavers, remindLocked } from '../../features/lost-device/jobs/periodic-case-jobs.ts'
import { detectExternalChanges } from '../../features/lost-device/jobs/detect-external-changes.ts'
import { nextPeople } from '../../features/lost-device/cases/case-approvers.ts'
import {
  recordAftercare,
  confirmIdentity,
  markDeviceFound,
  unlockCase,
} from '../../features/lost-device/recovery/recover-case.ts'
import { WecomRefusedError, WecomUnreachableError } from '../../kernel/app-error.ts'
import { markMembersLeft, syncMembers } from '../../directory/sync-members-queries.ts'
import { drainOutbox } from '../drain-outbox.ts'
import type { Kit } from '../kit.ts'
import { lostDeviceCompany, report } from '../fixtures/lost-device.ts'
import { type ExpectedState, scenario } from './find-next-actor-violations.ts'

type LostPeople = Awaited<ReturnType<typeof lostDeviceCompany>>
type Case = Awaited<ReturnType<typeof report>>['id']
type LostStep = (kit: Kit, people: LostPeople, id: Case) => Promise<unknown>

const atVersion = async ({ deps }: Kit, id: Case) => ({ id, version: (await requireCase(deps.db, id)).version })
const decideAs =
  (decision: 'lock' | 'dismiss'): LostStep =>
  async (kit, { admin }, id) =>
    decideCase(kit.deps, admin, { ...(await atVersion(kit, id)), decision, note: '核实过' })
const lock = decideAs('lock')
const find: LostStep = async (kit, { colleague }, id) => markDeviceFound(kit.deps, colleague, await atVersion(kit, id))
const identify: LostStep = async (kit, { admin }, id) =>
  confirmIdentity(kit.deps, admin, { ...(await atVersion(kit, id)), channel: 'phone' })
const unlock: LostStep = async (kit, { ops }, id) => unlockCase(kit.deps, ops, await atVersion(kit, id))

const doAftercare: LostStep = async (kit, { subject }, id) =>
  recordAftercare(kit.deps, subject, { ...(await atVersion(kit, id)), done: aftercareItems })

/** Runs a step during which WeCom gives this response to every command. */
const whileWecomAnswers =
  (answer: () => Promise<void>, step: LostStep): LostStep =>
  async (kit, people, id) => {
    kit.deps.wecom.setMemberEnabled = answer
    await step(kit, people, id)
  }
const unanswered = () => Promise.reject(new WecomUnreachableError('timeout', 'user/update'))
const refused = () => Promise.reject(new WecomRefusedError(60011, 'user/update'))
const withoutEffect = async () => {}

const inConsole =
  (act: (kit: Kit, people: LostPeople) => Promise<void>): LostStep =>
  async (kit, people) => {
    kit.deps.clock.advanceSeconds(1)
    await act(kit, people)
  }
const enable = inConsole(async ({ deps }, { subject }) => {
  const member = deps.wecom.members.get(subject.userid)
  if (!member) throw new Error('Unknown member')
  const enabled = { ...member, status: 1 as const }
  deps.wecom.members.set(subject.userid, enabled)
  await deps.db.transaction((tx) => syncMembers(deps, tx, [enabled], { at: deps.clock.now(), source: 'test' }))
  await detectExternalChanges(deps)
})
const leave = inConsole(async ({ deps }, { subject }) => {
  deps.wecom.members.delete(subject.userid)
  await deps.db.transaction((tx) =>
    markMembersLeft(deps, tx, [subject.userid], { at: deps.clock.now(), source: 'test' }),
  )
  await closeCasesOfLeavers(deps)
})

/** The steps to each phase, the last of which is checked; a colleague reports first. */
const pathsToPhases: Record<keyof typeof nextActorOfCase, LostStep[]> = {
  urgent_review: [],
  locking: [whileWecomAnswers(unanswered, lock)],
  lock_sent: [whileWecomAnswers(withoutEffect, lock)],
  lock_failed: [whileWecomAnswers(refused, lock)],
  locked: [lock],
  reopened: [lock, enable],
  recovery: [lock, find],
  identity_ok: [lock, find, identify],
  unlocking: [lock, find, identify, whileWecomAnswers(unanswered, unlock)],
  aftercare: [lock, find, identify, unlock],
  closed: [lock, find, identify, unlock, doAftercare],
  left: [lock, leave],
  dismissed: [decideAs('dismiss')],
}

/** Returns who learns of a phase although they do not act in it; of the other phases, only the next actors do. */
function listInformed({ colleague, subject, admin, ops, second, lead }: LostPeople, phase: string): string[] {
  // The admins and the management department may be asked by the person, and later decide what becomes of the account.
  const informed = {
    locked: [colleague, admin, ops, second, lead],
    left: [colleague, admin, ops, second, lead],
    // The person learns that somebody had reported them.
    dismissed: [colleague, subject],
  }[phase]
  return (informed ?? []).map(({ userid }) => userid)
}

async function lostState({ deps }: Kit, people: LostPeople, id: Case): Promise<ExpectedState> {
  const { subject, ops, second, lead } = people
  await drainOutbox(deps)
  deps.clock.advanceSeconds(10)
  await drainOutbox(deps)
  const row = await requireCase(deps.db, id)
  const next = nextActorOfCase[row.phase]
  const isMachine = next === 'timer' || next === 'worker'
  // One of the on-call members is next; the others may act first.
  const mayAct = {
    urgent_review: [subject.userid],
    lock_failed: [ops.userid, second.userid, lead.userid],
  }[row.phase as string]
  return {
    next: next === null ? null : isMachine ? 'machine' : await nextPeople(deps, row),
    notified: listInformed(people, row.phase),
    ...(mayAct && { mayAct }),
  }
}

/** The phase waits for nobody: the reminder tells those who may end it in another way. */
const reminderScenario = scenario('lost_device locked for two weeks', lostDeviceCompany, async (kit, people) => {
  const { id } = await report(kit, people.colleague, people.subject.userid)
  await lock(kit, people, id)
  await lostState(kit, people, id)
  return async () => {
    kit.deps.clock.advanceDays(REMIND_AFTER_DAYS)
    await remindLocked(kit.deps)
    const { admin, ops, second, lead } = people
    return { next: 'machine', notified: [admin, ops, second, lead].map(({ userid }) => userid) }
  }
})

const phaseScenarios = Object.entries(pathsToPhases).map(([phase, steps]) =>
  scenario(`lost_device ${phase}`, lostDeviceCompany, async (kit, people) => {
    const fileReport = () => report(kit, people.colleague, people.subject.userid)
    if (steps.length === 0) return async () => lostState(kit, people, (await fileReport()).id)
    const { id } = await fileReport()
    for (const step of steps.slice(0, -1)) {
      await drainOutbox(kit.deps)
      await step(kit, people, id)
      await lostState(kit, people, id)
    }
    return async () => {
      await steps.at(-1)?.(kit, people, id)
      const expected = await lostState(kit, people, id)
      const { phase: found } = await requireCase(kit.deps.db, id)
      if (found !== phase) throw new Error(`The state is ${found}`)
      return expected
    }
  }),
)

export const lostDeviceScenarios = [...phaseScenarios, reminderScenario]
