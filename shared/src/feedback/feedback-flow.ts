import type { MemberActor } from '../identity/actor.ts'
import { holdsRole } from '../identity/role-rules.ts'

/** Stored: append, never rename. `incident`: it named a person and was moved to the incidents. */
export const feedbackStates = [
  'collected',
  'merged',
  'forwarded',
  'answering',
  'solved',
  'known',
  'declined',
  'confirmed',
  'incident',
] as const
export type FeedbackState = (typeof feedbackStates)[number]

/** States in which somebody still has to act. */
export const openFeedbackStates = ['collected', 'forwarded', 'answering'] as const satisfies readonly FeedbackState[]
/** States with an answer that the askers can judge. */
const judgeableStates: readonly FeedbackState[] = ['solved', 'known', 'confirmed']

export const feedbackOutcomes = ['solved', 'known', 'declined'] as const satisfies readonly FeedbackState[]
export type FeedbackOutcome = (typeof feedbackOutcomes)[number]

export const feedbackVerdicts = ['solved', 'unsolved'] as const
export type FeedbackVerdict = (typeof feedbackVerdicts)[number]

export const feedbackCommands = [
  'forward',
  'merge',
  'take',
  'promise',
  'note',
  'answer',
  'judge',
  'to_incident',
] as const
export type FeedbackCommand = (typeof feedbackCommands)[number]

/** Entries of the timeline. Stored: append, never rename. */
export const feedbackEventTypes = [
  'asked',
  'joined',
  'merged',
  'forwarded',
  'escalated',
  'taken',
  'noted',
  'answered',
  'confirmed',
  'reopened',
  'to_incident',
  'promised',
] as const
export type FeedbackEventType = (typeof feedbackEventTypes)[number]
/** Returns whether only those who handle the feedback see the entry. */
export const isInternalEvent = (type: FeedbackEventType): boolean =>
  type === 'noted' || type === 'merged' || type === 'joined'
/** Returns whether an asker made the entry, which the other askers see without name and words. */
export const isByAsker = (type: FeedbackEventType): boolean =>
  type === 'asked' || type === 'confirmed' || type === 'reopened'

/** Working days for the department's part, and for the answer of the management department. */
export const TRIAGE_WORKING_DAYS = 2
export const ANSWER_WORKING_DAYS = 5

/** Facts on which a permission depends. */
export type FeedbackFacts = {
  state: FeedbackState
  /** Departments of all askers, with those above them. */
  departments: readonly number[]
  isAsker: boolean
  /** They forwarded it, possibly on behalf of somebody else. */
  hasForwarded: boolean
  /** Whether the actor is the delegate of an absent admin of the department, or of the management department; null: neither. */
  delegatedAs: 'department' | 'ops' | null
}

export const isOpenFeedback = (state: FeedbackState): boolean => openFeedbackStates.some((open) => open === state)
export const isJudgeable = (state: FeedbackState): boolean => judgeableStates.includes(state)

/** Returns whether the actor answers for the management department. */
const answersFeedback = (actor: MemberActor, { delegatedAs }: Pick<FeedbackFacts, 'delegatedAs'>): boolean =>
  holdsRole(actor, 'ops') || delegatedAs === 'ops'

/** Returns whether the actor handles the feedback: the admins of its departments, and the management department. */
export const handlesFeedback = (
  actor: MemberActor,
  facts: Pick<FeedbackFacts, 'departments' | 'delegatedAs'>,
): boolean =>
  answersFeedback(actor, facts) ||
  facts.delegatedAs === 'department' ||
  actor.adminOf.some((root) => facts.departments.includes(root))

/** Returns whether the actor may read the feedback: who asked, who forwarded it, and who handles it. */
export const maySeeFeedback = (actor: MemberActor, facts: FeedbackFacts): boolean =>
  facts.isAsker || facts.hasForwarded || handlesFeedback(actor, facts)

/** Returns whether the actor may perform the command in at least one state. */
export function mayPerformFeedback(
  actor: MemberActor,
  command: FeedbackCommand,
  facts: Pick<FeedbackFacts, 'isAsker' | 'departments' | 'delegatedAs'>,
): boolean {
  switch (command) {
    case 'judge':
      return facts.isAsker
    case 'take':
    case 'promise':
    case 'answer':
      return answersFeedback(actor, facts)
    case 'forward':
    case 'merge':
    case 'note':
    case 'to_incident':
      return handlesFeedback(actor, facts)
  }
}

/** Returns whether the actor may perform the command in the present state. */
export function mayDoWithFeedback(actor: MemberActor, command: FeedbackCommand, facts: FeedbackFacts): boolean {
  const { state } = facts
  if (!mayPerformFeedback(actor, command, facts)) return false
  switch (command) {
    case 'judge':
      return isJudgeable(state)
    case 'forward':
      return state === 'collected'
    case 'merge':
      return state === 'collected' || (isOpenFeedback(state) && answersFeedback(actor, facts))
    default:
      return isOpenFeedback(state)
  }
}

/** Returns whether another problem may be merged into one in this state: an answered one passes its answer on. */
export const acceptsMerges = (state: FeedbackState): boolean => isOpenFeedback(state) || isJudgeable(state)
