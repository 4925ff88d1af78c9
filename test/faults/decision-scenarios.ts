import type { DelegationList } from '@desk/shared/delegations/delegation-schemas'
import { clickCard } from '../wecom-simulator/card-click.ts'
import { approvedOutcome, type Scenario } from './scenario.ts'

const applyPoints = ['decide.committed', 'apply.intent_stored', 'apply.called', 'apply.read_back'] as const

const approve: Scenario = {
  name: 'approve',
  points: ['submit.committed', ...applyPoints],
  async run(context) {
    const { people, value, environment } = context
    const { id } = await context.submit(await context.change())
    await environment.settle()
    await context.decide(people.adminA, { id })
    await environment.settle()
    return { id, ...approvedOutcome, writes: [value] }
  },
}

const returnAndResubmit: Scenario = {
  name: 'return, resubmit',
  points: ['return.committed', 'resubmit.committed'],
  async run(context) {
    const { people, value, environment } = context
    const view = await context.submit(await context.change(`${value}旧`))
    await environment.settle()
    const back = await context.sendBack(people.adminA, view)
    await environment.settle()
    await context.resubmit(back, await context.change())
    await environment.settle()
    await context.decide(people.adminA, view)
    await environment.settle()
    return {
      id: view.id,
      state: 'done',
      writes: [value],
      events: { submitted: 1, returned: 1, resubmitted: 1, decided: 1 },
      notices: { 'request.asked': 3, 'request.returned': 1, 'request.applied': 1 },
    }
  },
}

const undo: Scenario = {
  name: 'undo, decide again',
  points: ['undo.committed'],
  async run(context) {
    const { people, value, environment } = context
    const view = await context.submit(await context.change())
    await environment.settle()
    const decided = await context.decide(people.adminA, view)
    await context.undo(people.adminA, decided)
    await environment.settle()
    await context.decide(people.adminB, view)
    await environment.settle()
    return {
      id: view.id,
      state: 'done',
      writes: [value],
      events: { submitted: 1, decided: 2, undone: 1 },
      notices: { 'request.asked': 4, 'request.applied': 1 },
    }
  },
}

const withdraw: Scenario = {
  name: 'withdraw',
  points: ['withdraw.committed'],
  async run(context) {
    const { people, environment, random } = context
    const view = await context.submit(await context.change())
    await environment.settle()
    // A decided request can be withdrawn until it is written to WeCom.
    const isDecided = random() < 0.5
    await context.withdraw(isDecided ? await context.decide(people.adminA, view) : view)
    await environment.settle()
    return {
      id: view.id,
      state: 'withdrawn',
      writes: [],
      events: { submitted: 1, withdrawn: 1, ...(isDecided ? { decided: 1 } : {}) },
      notices: { 'request.asked': 2 },
    }
  },
}

const transfer: Scenario = {
  name: 'transfer',
  points: ['transfer.committed'],
  async run(context) {
    const { people, value, environment } = context
    const view = await context.submit(await context.change())
    await environment.settle()
    await context.transfer(people.adminA, view, people.adminB)
    await environment.settle()
    await context.decide(people.adminB, view)
    await environment.settle()
    return {
      id: view.id,
      ...approvedOutcome,
      writes: [value],
      events: { ...approvedOutcome.events, transferred: 1 },
      notices: { 'request.asked': 3, 'request.applied': 1 },
    }
  },
}

const remind: Scenario = {
  name: 'remind',
  points: ['urge.committed'],
  async run(context) {
    const { people, value, environment } = context
    const view = await context.submit(await context.change())
    await environment.settle()
    await context.remind(view)
    await environment.settle()
    await context.decide(people.adminA, view)
    await environment.settle()
    return {
      id: view.id,
      ...approvedOutcome,
      writes: [value],
      events: { ...approvedOutcome.events, urged: 1 },
      notices: { ...approvedOutcome.notices, 'request.urged': 2 },
    }
  },
}

/** The first admin delegates to a colleague while the request is open; the colleague decides; the delegation is revoked. */
const delegate: Scenario = {
  name: 'delegation',
  points: ['delegation.committed', 'reroute.committed'],
  async run(context) {
    const { people, value, environment } = context
    const view = await context.submit(await context.change())
    await environment.settle()
    const body = { delegate: people.colleague, startsOn: environment.today(), endsOn: environment.today(), note: '' }
    const path = '/api/delegations'
    await context.act<DelegationList>({ userid: people.adminA, path, body, hasKey: false })
    await environment.settle()
    await context.decide(people.colleague, view)
    await environment.settle()
    const { given } = await context.delegations(people.adminA)
    const active = given.find(({ state }) => state === 'active')
    if (active)
      await context.act({ userid: people.adminA, path: `${path}/${active.id}/revoke`, body: {}, hasKey: false })
    await environment.settle()
    return {
      id: view.id,
      ...approvedOutcome,
      writes: [value],
      events: { ...approvedOutcome.events, reassigned: 1 },
      notices: { 'request.asked': 2, 'request.asked_again': 1, 'request.applied': 1 },
    }
  },
}

/** The approver clicks the button of the card. If its callback is lost, they decide on the page. */
const clickCardButton: Scenario = {
  name: 'card',
  points: ['card_action.code_kept'],
  async run(context) {
    const { people, value, environment } = context
    const view = await context.submit(await context.change())
    await environment.settle()
    const card = environment.platform.state.messages.findLast(
      ({ to, content }) => to.includes(people.adminA) && JSON.stringify(content).includes(value),
    )
    if (!card?.taskId) throw new Error('no card was sent')
    context.onStep()
    clickCard(environment.platform, { userid: people.adminA, taskId: card.taskId, key: `agree:${view.seenHash}` })
    await environment.settle()
    if ((await context.view(view.id)).state === 'open') await context.decide(people.adminA, view)
    await environment.settle()
    return { id: view.id, ...approvedOutcome, writes: [value] }
  },
}

/**
 * Scenarios with one step whose change is written at once, and with what people may do before the decision.
 * `follow-up-scenarios.ts` has those with a second step, an effective day, manual work or a dispute.
 */
export const decisionScenarios: readonly Scenario[] = [
  approve,
  returnAndResubmit,
  undo,
  withdraw,
  transfer,
  remind,
  delegate,
  clickCardButton,
]
