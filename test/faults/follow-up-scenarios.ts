import type { FailPointName } from '@desk/server/ports/fail-points'
import { shiftDay } from '@desk/shared/kernel/working-calendar'
import { updateMember } from '../wecom-simulator/member-changes.ts'
import { done, type Journey } from './scenario.ts'

const WRITING = 'user/update'
const LOOK_AGAIN_MS = 11 * 60_000

const twoSteps: Journey = {
  name: 'two confirmations',
  points: ['next_step.written'],
  async run(scene) {
    const { people, value, world } = scene
    const { id } = await scene.submit(await scene.change(value, 'name'))
    await world.settle()
    await scene.decide(people.a, { id }, 'name')
    await world.settle()
    await scene.decide(people.ops, { id }, 'name')
    await world.settle()
    return {
      id,
      state: 'done',
      writes: [value],
      events: { submitted: 1, decided: 2, asked_next: 1 },
      notices: { 'request.asked': 3, 'request.applied': 1 },
    }
  },
}

const scheduled: Journey = {
  name: 'effective day',
  points: ['apply.scheduled'],
  async run(scene) {
    const { people, value, world } = scene
    const { id } = await scene.submit(await scene.change(), { effectiveOn: shiftDay(world.today(), 1) })
    await world.settle()
    await scene.decide(people.a, { id })
    await world.settle()
    world.nextDay()
    await world.settle()
    const notices = { ...done.notices, 'request.scheduled': 1 }
    return { id, ...done, writes: [value], events: { ...done.events, scheduled: 1 }, notices }
  },
}

/** What was entered by hand is found by a tap, or by the next look. */
const enteredByHand = (name: string, points: readonly FailPointName[], isTapped: boolean): Journey => ({
  name,
  points,
  spares: [WRITING],
  async run(scene) {
    const { people, value, world } = scene
    world.addFault({ endpoint: WRITING, kind: 'errcode', errcode: 48_002 })
    const view = await scene.submit(await scene.change())
    await world.settle()
    await scene.decide(people.a, view)
    await world.settle()
    // Its callback is lost: that must not matter.
    world.platform.state.switches.callbacks = 'dropped'
    updateMember(world.platform, { userid: people.applicant, position: value }, 'console')
    world.platform.state.switches.callbacks = 'delivered'
    if (isTapped) await scene.look(people.ops, view)
    else world.advance(LOOK_AGAIN_MS)
    await world.settle({ withProofs: true })
    const notices = { ...done.notices, 'request.by_hand': 1 }
    return { id: view.id, ...done, writes: [], events: { ...done.events, manual_asked: 1 }, notices }
  },
})
const tapped = enteredByHand('by hand, and looked at', ['look.read', 'look.committed'], true)
const found = enteredByHand('by hand, and found', ['prove.read'], false)

const dispute: Journey = {
  name: 'dispute',
  points: ['dispute.committed', 'settle.committed'],
  async run(scene) {
    const { people, value, world, random } = scene
    const { id } = await scene.submit(await scene.change())
    await world.settle()
    await scene.decide(people.a, { id })
    await world.settle()
    const isWrong = random() < 0.5
    if (isWrong) updateMember(world.platform, { userid: people.applicant, position: '误改' }, 'console')
    await scene.dispute(await scene.view(id))
    await scene.settleDispute(await scene.view(id, people.ops), isWrong ? 'write_again' : 'stands')
    await world.settle()
    const ending = isWrong ? { dispute_upheld: 1 } : { dispute_answered: 1 }
    // Each ending is told: that it stands, or that it was written once more.
    const answered = isWrong ? { 'request.applied': 2 } : { 'request.answered': 1 }
    return {
      id,
      ...done,
      writes: isWrong ? [value, value] : [value],
      events: { ...done.events, disputed: 1, ...ending },
      notices: { ...done.notices, 'request.disputed': 1, ...answered },
    }
  },
}

/** What comes after the first decision. */
export const followUpJourneys: readonly Journey[] = [twoSteps, scheduled, tapped, found, dispute]
