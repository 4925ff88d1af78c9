import type { DelegationList } from '@desk/shared/requests/delegation-schemas'
import { clickCard } from '../wecom-simulator/card-click.ts'
import { done, type Journey } from './scenario.ts'

const applying = ['decide.committed', 'apply.intent_stored', 'apply.called', 'apply.read_back'] as const

const approve: Journey = {
  name: 'approve',
  points: ['submit.committed', ...applying],
  async run(scene) {
    const { people, value, world } = scene
    const { id } = await scene.submit(await scene.change())
    await world.settle()
    await scene.decide(people.a, { id })
    await world.settle()
    return { id, ...done, writes: [value] }
  },
}

const correct: Journey = {
  name: 'return, resubmit',
  points: ['return.committed', 'resubmit.committed'],
  async run(scene) {
    const { people, value, world } = scene
    const view = await scene.submit(await scene.change(`${value}旧`))
    await world.settle()
    const back = await scene.sendBack(people.a, view)
    await world.settle()
    await scene.resubmit(back, await scene.change())
    await world.settle()
    await scene.decide(people.a, view)
    await world.settle()
    return {
      id: view.id,
      state: 'done',
      writes: [value],
      events: { submitted: 1, returned: 1, resubmitted: 1, decided: 1 },
      notices: { 'request.asked': 3, 'request.returned': 1, 'request.applied': 1 },
    }
  },
}

const undo: Journey = {
  name: 'undo, decide again',
  points: ['undo.committed'],
  async run(scene) {
    const { people, value, world } = scene
    const view = await scene.submit(await scene.change())
    await world.settle()
    const decided = await scene.decide(people.a, view)
    await scene.undo(people.a, decided)
    await world.settle()
    await scene.decide(people.b, view)
    await world.settle()
    return {
      id: view.id,
      state: 'done',
      writes: [value],
      events: { submitted: 1, decided: 2, undone: 1 },
      notices: { 'request.asked': 4, 'request.applied': 1 },
    }
  },
}

const withdraw: Journey = {
  name: 'withdraw',
  points: ['withdraw.committed'],
  async run(scene) {
    const { people, world, random } = scene
    const view = await scene.submit(await scene.change())
    await world.settle()
    // Also after the decision, as long as nothing has left the house.
    const isDecided = random() < 0.5
    await scene.withdraw(isDecided ? await scene.decide(people.a, view) : view)
    await world.settle()
    return {
      id: view.id,
      state: 'withdrawn',
      writes: [],
      events: { submitted: 1, withdrawn: 1, ...(isDecided ? { decided: 1 } : {}) },
      notices: { 'request.asked': 2 },
    }
  },
}

const transfer: Journey = {
  name: 'transfer',
  points: ['transfer.committed'],
  async run(scene) {
    const { people, value, world } = scene
    const view = await scene.submit(await scene.change())
    await world.settle()
    await scene.transfer(people.a, view, people.b)
    await world.settle()
    await scene.decide(people.b, view)
    await world.settle()
    return {
      id: view.id,
      ...done,
      writes: [value],
      events: { ...done.events, transferred: 1 },
      notices: { 'request.asked': 3, 'request.applied': 1 },
    }
  },
}

const urge: Journey = {
  name: 'urge',
  points: ['urge.committed'],
  async run(scene) {
    const { people, value, world } = scene
    const view = await scene.submit(await scene.change())
    await world.settle()
    await scene.urge(view)
    await world.settle()
    await scene.decide(people.a, view)
    await world.settle()
    return {
      id: view.id,
      ...done,
      writes: [value],
      events: { ...done.events, urged: 1 },
      notices: { ...done.notices, 'request.urged': 2 },
    }
  },
}

/** The first admin goes on leave while it waits for him; his colleague decides, and afterwards it is over. */
const delegate: Journey = {
  name: 'delegation',
  points: ['delegation.committed', 'reroute.committed'],
  async run(scene) {
    const { people, value, world } = scene
    const view = await scene.submit(await scene.change())
    await world.settle()
    const body = { delegate: people.colleague, startsOn: world.today(), endsOn: world.today(), note: '' }
    const path = '/api/delegations'
    await scene.act<DelegationList>({ userid: people.a, path, body, hasKey: false })
    await world.settle()
    await scene.decide(people.colleague, view)
    await world.settle()
    const { given } = await scene.delegations(people.a)
    const active = given.find(({ state }) => state === 'active')
    if (active) await scene.act({ userid: people.a, path: `${path}/${active.id}/revoke`, body: {}, hasKey: false })
    await world.settle()
    return {
      id: view.id,
      ...done,
      writes: [value],
      events: { ...done.events, reassigned: 1 },
      notices: { 'request.asked': 2, 'request.asked_again': 1, 'request.applied': 1 },
    }
  },
}

/** The button of the card; should the platform give up telling us, the page is still there. */
const press: Journey = {
  name: 'card',
  points: ['press.code_kept'],
  async run(scene) {
    const { people, value, world } = scene
    const view = await scene.submit(await scene.change())
    await world.settle()
    const card = world.platform.state.messages.findLast(
      ({ to, content }) => to.includes(people.a) && JSON.stringify(content).includes(value),
    )
    if (!card?.taskId) throw new Error('no card came')
    scene.onStep()
    clickCard(world.platform, { userid: people.a, taskId: card.taskId, key: `agree:${view.seenHash}` })
    await world.settle()
    if ((await scene.view(view.id)).state === 'open') await scene.decide(people.a, view)
    await world.settle()
    return { id: view.id, ...done, writes: [value] }
  },
}

/** Up to the decision, and around it. */
export const decidingJourneys: readonly Journey[] = [approve, correct, undo, withdraw, transfer, urge, delegate, press]
