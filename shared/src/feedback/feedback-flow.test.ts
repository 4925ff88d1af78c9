import { describe, expect, it } from 'vitest'
import type { MemberActor } from '../identity/actor.ts'
import {
  acceptsMerges,
  feedbackCommands,
  feedbackEventTypes,
  type FeedbackFacts,
  feedbackStates,
  handlesFeedback,
  isByAsker,
  isInternalEvent,
  isJudgeable,
  isOpenFeedback,
  mayDoWithFeedback,
  mayPerformFeedback,
  maySeeFeedback,
} from './feedback-flow.ts'

const actor = (overrides: Partial<MemberActor> = {}): MemberActor => ({
  kind: 'member',
  userid: 'x',
  roles: [],
  adminOf: [],
  ...overrides,
})
const facts = (overrides: Partial<FeedbackFacts> = {}): FeedbackFacts => ({
  state: 'collected',
  departments: [2, 1],
  isAsker: false,
  hasForwarded: false,
  delegatedAs: null,
  ...overrides,
})
const [member, admin, ops] = [actor(), actor({ adminOf: [2] }), actor({ roles: ['ops'] })]

describe('the states of feedback', () => {
  it('three states of feedback are open, three can be judged, and only these six accept a merge', () => {
    expect(feedbackStates.filter(isOpenFeedback)).toEqual(['collected', 'forwarded', 'answering'])
    expect(feedbackStates.filter(isJudgeable)).toEqual(['solved', 'known', 'confirmed'])
    expect(feedbackStates.filter(acceptsMerges)).toEqual([
      'collected',
      'forwarded',
      'answering',
      'solved',
      'known',
      'confirmed',
    ])
  })

  it('joined, merged and noted are internal entries, and asked, confirmed and reopened are those of askers', () => {
    expect(feedbackEventTypes.filter(isInternalEvent)).toEqual(['joined', 'merged', 'noted'])
    expect(feedbackEventTypes.filter(isByAsker)).toEqual(['asked', 'confirmed', 'reopened'])
  })
})

describe('who handles feedback', () => {
  it.each<[name: string, by: MemberActor, overrides: Partial<FeedbackFacts>, handles: boolean]>([
    ['the management department', ops, {}, true],
    ['an admin of a department of the askers', admin, {}, true],
    ['an admin of another department', actor({ adminOf: [9] }), {}, false],
    ['a delegate of an admin', member, { delegatedAs: 'department' }, true],
    ['a delegate of the management department', member, { delegatedAs: 'ops' }, true],
    ['an auditor', actor({ roles: ['auditor'] }), {}, false],
  ])(
    'handlesFeedback and maySeeFeedback admit those who handle feedback, and nobody without a part in it: %s',
    (_, by, overrides, handles) => {
      expect(handlesFeedback(by, facts(overrides))).toBe(handles)
      expect(maySeeFeedback(by, facts(overrides))).toBe(handles)
    },
  )

  it('an asker and a person who forwarded the feedback see it without handling it', () => {
    expect(maySeeFeedback(member, facts({ isAsker: true }))).toBe(true)
    expect(maySeeFeedback(member, facts({ hasForwarded: true }))).toBe(true)
    expect(handlesFeedback(member, facts({ isAsker: true, hasForwarded: true }))).toBe(false)
  })
})

describe('what each may do with feedback', () => {
  const commandsOf = (by: MemberActor, overrides: Partial<FeedbackFacts> = {}) =>
    feedbackCommands.filter((command) => mayPerformFeedback(by, command, facts(overrides)))
  const commandsInState = (by: MemberActor, overrides: Partial<FeedbackFacts>) =>
    feedbackCommands.filter((command) => mayDoWithFeedback(by, command, facts(overrides))).join(' ')

  it('the department sorts, the management department answers, and the asker judges', () => {
    expect(commandsOf(admin)).toEqual(['forward', 'merge', 'note', 'to_incident'])
    expect(commandsOf(ops)).toEqual(feedbackCommands.filter((command) => command !== 'judge'))
    expect(commandsOf(member, { delegatedAs: 'ops' })).toEqual(commandsOf(ops))
    expect(commandsOf(member, { isAsker: true })).toEqual(['judge'])
    expect(commandsOf(member)).toEqual([])
  })

  it.each([
    ['collected', 'forward merge note to_incident', 'forward merge take promise note answer to_incident', ''],
    ['forwarded', 'note to_incident', 'merge take promise note answer to_incident', ''],
    ['answering', 'note to_incident', 'merge take promise note answer to_incident', ''],
    ['solved', '', '', 'judge'],
    ['known', '', '', 'judge'],
    ['confirmed', '', '', 'judge'],
    ['declined', '', '', ''],
    ['merged', '', '', ''],
    ['incident', '', '', ''],
  ] as const)(
    'an admin, the management department and an asker may give exactly the listed commands in the state %s',
    (state, ...expected) => {
      expect([
        commandsInState(admin, { state }),
        commandsInState(ops, { state }),
        commandsInState(member, { state, isAsker: true }),
      ]).toEqual(expected)
    },
  )
})
