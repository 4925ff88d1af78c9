import { describe, expect, it } from 'vitest'
import type { MemberActor } from '../identity/actor.ts'
import {
  advanceByReporter,
  advanceIncident,
  incidentCommands,
  incidentCommandsFor,
  type IncidentFacts,
  isHandler,
  mayCommand,
  mayHandle,
} from './incident-flow.ts'
import { type HandlingRight, incidentStates } from './incident-states.ts'

/** All transitions, written independently of the table under test; every other one is refused. */
const transitions: Record<string, string> = {
  submitted: 'acknowledge>acknowledged note>submitted recuse>submitted',
  routed: 'acknowledge>acknowledged note>routed recuse>routed',
  acknowledged:
    'investigate>investigating ask>waiting_reporter reply>acknowledged note>acknowledged act>acting close>closed recuse>acknowledged restrict>acknowledged severity>acknowledged take_over>acknowledged release>routed',
  investigating:
    'ask>waiting_reporter reply>investigating note>investigating act>acting close>closed recuse>investigating restrict>investigating severity>investigating take_over>acknowledged release>routed',
  waiting_reporter:
    'investigate>investigating reply>waiting_reporter note>waiting_reporter act>acting close>closed recuse>waiting_reporter restrict>waiting_reporter severity>waiting_reporter take_over>acknowledged release>routed',
  acting:
    'investigate>investigating ask>waiting_reporter reply>acting note>acting act>acting close>closed recuse>acting restrict>acting severity>acting take_over>acknowledged release>routed',
  closed: 'reply>closed note>closed reopen>reopened',
  reopened:
    'investigate>investigating ask>waiting_reporter reply>reopened note>reopened act>acting close>closed recuse>reopened restrict>reopened severity>reopened take_over>acknowledged release>routed',
}

const actor = (userid: string, overrides: Partial<MemberActor> = {}): MemberActor => ({
  kind: 'member',
  userid,
  roles: [],
  adminOf: [],
  ...overrides,
})
const facts = (overrides: Partial<IncidentFacts> = {}): IncidentFacts => ({
  state: 'acknowledged',
  reporterId: 'reporter',
  involved: ['involved'],
  departmentPath: [1, 2],
  isRestricted: false,
  handlerId: 'handler',
  rights: ['handler'],
  ...overrides,
})
const person = (userid: string) => ({ actor: actor(userid, { roles: ['incident_handler'] }), isContact: false })
const [handler, other] = [person('Handler'), person('other')]
const contact = { actor: actor('contact'), isContact: true }

describe('advanceIncident', () => {
  it.each(incidentStates)('advanceIncident accepts exactly the expected commands in the state %s', (state) => {
    const accepted = incidentCommands.flatMap((command) => {
      const next = advanceIncident(state, command)
      return next === null ? [] : [`${command}>${next}`]
    })
    expect(accepted.join(' ')).toBe(transitions[state])
  })
})

describe('advanceByReporter', () => {
  it('a message answers an open question, and reopens a closed incident only on request', () => {
    const after = (reopens: boolean) => incidentStates.map((state) => advanceByReporter(state, reopens))
    const unasked = incidentStates.map((state) => (state === 'waiting_reporter' ? 'investigating' : state))
    expect(after(false)).toEqual(unasked)
    expect(after(true)).toEqual(unasked.map((state) => (state === 'closed' ? 'reopened' : state)))
  })
})

describe('mayHandle', () => {
  it.each<[right: HandlingRight, holder: MemberActor, isContact: boolean]>([
    ['handler', actor('a', { roles: ['incident_handler'] }), false],
    ['hr', actor('a', { roles: ['hr'] }), false],
    ['contact', actor('a'), true],
    ['department', actor('a', { adminOf: [2] }), false],
  ])(
    'the right %s lasts only as long as the role, department or setting that it comes from',
    (right, holder, isContact) => {
      const assigned = facts({ rights: [right] })
      expect(mayHandle({ actor: holder, isContact }, assigned)).toBe(true)
      expect(mayHandle({ actor: holder, isContact }, facts({ rights: [] }))).toBe(false)
      const wide = actor('a', { roles: ['ops', 'ops_lead', 'auditor', 'compliance'], adminOf: [9] })
      expect(mayHandle({ actor: wide, isContact: false }, assigned)).toBe(false)
    },
  )

  it('the reporter of an incident and the people whom it is about never handle it', () => {
    for (const userid of ['Involved', 'Reporter']) expect(mayHandle(person(userid), facts())).toBe(false)
    expect(mayHandle(other, facts({ reporterId: null, involved: [] }))).toBe(true)
  })

  it('a restricted incident is read by its handler and the contact, and by all assigned while it has no handler', () => {
    const restricted = facts({ isRestricted: true, rights: ['handler', 'contact'] })
    expect([handler, other, contact].map((viewer) => mayHandle(viewer, restricted))).toEqual([true, false, true])
    expect(mayHandle(other, { ...restricted, handlerId: null })).toBe(true)
    expect(mayHandle(contact, { ...restricted, rights: ['handler'] })).toBe(false)
  })
})

describe('mayCommand', () => {
  it('other handlers acknowledge, note and recuse themselves; the rest is for the one who acknowledged the incident', () => {
    const commandsOf = (viewer: typeof handler) =>
      incidentCommands.filter((command) => mayCommand(viewer, command, facts({ rights: ['handler', 'contact'] })))
    expect(commandsOf(handler)).toEqual(incidentCommands.filter((command) => command !== 'take_over'))
    expect(commandsOf(other)).toEqual(['acknowledge', 'note', 'recuse'])
    expect(commandsOf(contact)).toEqual(['acknowledge', 'note', 'recuse', 'take_over'])
  })

  it('a contact who is the handler does not take the incident over, and a person who may not handle it commands nothing', () => {
    const own = facts({ handlerId: 'contact', rights: ['contact'] })
    expect(mayCommand(contact, 'take_over', own)).toBe(false)
    expect(mayCommand(contact, 'close', own)).toBe(true)
    expect(incidentCommands.some((command) => mayCommand(other, command, facts({ rights: [] })))).toBe(false)
  })

  it('incidentCommandsFor returns the commands that both the state and the rules allow', () => {
    expect(incidentCommandsFor(handler, facts({ state: 'closed' }))).toEqual(['reply', 'note', 'reopen'])
    expect(incidentCommandsFor(other, facts({ state: 'closed' }))).toEqual(['note'])
  })

  it('an incident that nobody acknowledged has no handler', () => {
    expect(isHandler('handler', { handlerId: null })).toBe(false)
    expect(isHandler('HANDLER', { handlerId: 'handler' })).toBe(true)
  })
})
