import type { FailPointName } from '@desk/server/ports/fail-points'
import { shiftDay } from '@desk/shared/kernel/working-calendar'
import { updateMember } from '../wecom-simulator/member-changes.ts'
import { approvedOutcome, type Scenario } from './scenario.ts'

const UPDATE_ENDPOINT = 'user/update'
const VERIFY_AGAIN_MS = 11 * 60_000

const twoSteps: Scenario = {
  name: 'two approval steps',
  points: ['next_step.written'],
  async run(context) {
    const { people, value, environment } = context
    const { id } = await context.submit(await context.change(value, 'name'))
    await environment.settle()
    await context.decide(people.adminA, { id }, 'name')
    await environment.settle()
    await context.decide(people.ops, { id }, 'name')
    await environment.settle()
    return {
      id,
      state: 'done',
      writes: [value],
      events: { submitted: 1, decided: 2, asked_next: 1 },
      notices: { 'request.asked': 3, 'request.applied': 1 },
    }
  },
}

const scheduled: Scenario = {
  name: 'effective day',
  points: ['apply.scheduled'],
  async run(context) {
    const { people, value, environment } = context
    const { id } = await context.submit(await context.change(), { effectiveOn: shiftDay(environment.today(), 1) })
    await environment.settle()
    await context.decide(people.adminA, { id })
    await environment.settle()
    environment.nextDay()
    await environment.settle()
    const notices = { ...approvedOutcome.notices, 'request.scheduled': 1 }
    return { id, ...approvedOutcome, writes: [value], events: { ...approvedOutcome.events, scheduled: 1 }, notices }
  },
}

/** Makes a manual change in the WeCom console, which is verified on request or by the next scheduled verification. */
const manualChange = (
  name: string,
  points: readonly FailPointName[],
  { isRequested }: { isRequested: boolean },
): Scenario => ({
  name,
  points,
  faultFreeEndpoints: [UPDATE_ENDPOINT],
  async run(context) {
    const { people, value, environment } = context
    environment.addFault({ endpoint: UPDATE_ENDPOINT, kind: 'errcode', errcode: 48_002 })
    const view = await context.submit(await context.change())
    await environment.settle()
    await context.decide(people.adminA, view)
    await environment.settle()
    // The callback of the change is lost.
    environment.platform.state.switches.callbacks = 'dropped'
    updateMember(environment.platform, { userid: people.applicant, position: value }, 'console')
    environment.platform.state.switches.callbacks = 'delivered'
    if (isRequested) await context.verifyNow(people.ops, view)
    else environment.advance(VERIFY_AGAIN_MS)
    await environment.settle({ includeVerification: true })
    const notices = { ...approvedOutcome.notices, 'request.by_hand': 1 }
    return {
      id: view.id,
      ...approvedOutcome,
      writes: [],
      events: { ...approvedOutcome.events, manual_asked: 1 },
      notices,
    }
  },
})
const verifiedOnRequest = manualChange('manual, verified on request', ['look.read', 'look.committed'], {
  isRequested: true,
})
const verifiedBySchedule = manualChange('manual, verified by schedule', ['verify.read'], { isRequested: false })

const dispute: Scenario = {
  name: 'dispute',
  points: ['dispute.committed', 'settle.committed'],
  async run(context) {
    const { people, value, environment, random } = context
    const { id } = await context.submit(await context.change())
    await environment.settle()
    await context.decide(people.adminA, { id })
    await environment.settle()
    const isWrong = random() < 0.5
    if (isWrong) updateMember(environment.platform, { userid: people.applicant, position: '误改' }, 'console')
    await context.dispute(await context.view(id))
    await context.settleDispute(await context.view(id, people.ops), isWrong ? 'write_again' : 'stands')
    await environment.settle()
    const settlement = isWrong ? { dispute_upheld: 1 } : { dispute_answered: 1 }
    // The applicant is notified that the value stands, or that it was written again.
    const extraNotices = isWrong ? { 'request.applied': 2 } : { 'request.answered': 1 }
    return {
      id,
      ...approvedOutcome,
      writes: isWrong ? [value, value] : [value],
      events: { ...approvedOutcome.events, disputed: 1, ...settlement },
      notices: { ...approvedOutcome.notices, 'request.disputed': 1, ...extraNotices },
    }
  },
}

/** Scenarios with a second step, an effective day, manual work or a dispute. */
export const followUpScenarios: readonly Scenario[] = [
  twoSteps,
  scheduled,
  verifiedOnRequest,
  verifiedBySchedule,
  dispute,
]
