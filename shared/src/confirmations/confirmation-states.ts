import type { InfoField } from '../info-change/info-fields.ts'

/** Fields of a member that WeCom shows to the app, in the order of the page: what a campaign can ask about. */
export const confirmationFields = [
  'name',
  'alias',
  'department',
  'position',
  'telephone',
] as const satisfies readonly InfoField[]
export type ConfirmationField = (typeof confirmationFields)[number]

/** Fields that WeCom shows to apps only with the member's consent; without it the page says that they are left out. */
export const hiddenFields = ['mobile', 'email', 'biz_mail'] as const satisfies readonly InfoField[]
export type HiddenField = (typeof hiddenFields)[number]

/** What a person answered, or a department admin or HR for them. `left`: the person no longer works here. */
export const confirmationAnswers = ['ok', 'wrong', 'left'] as const
export type ConfirmationAnswer = (typeof confirmationAnswers)[number]

/** How an answer was given. */
export const confirmationMethods = ['card', 'page', 'in_person'] as const
export type ConfirmationMethod = (typeof confirmationMethods)[number]

/**
 * State of a person in a campaign, in the order of the board. `changed`: they confirmed, and their data differ since.
 * `excluded`: not activated, disabled, locked, left, or a partner whose contract is over.
 */
export const confirmationStates = ['confirmed', 'in_person', 'pending', 'changed', 'wrong', 'left', 'excluded'] as const
export type ConfirmationState = (typeof confirmationStates)[number]

export type ConfirmationCounts = Record<ConfirmationState, number>

/** States in which the person is asked to answer. */
export const openStates = ['pending', 'changed'] as const satisfies readonly ConfirmationState[]
export const isOpenState = (state: ConfirmationState): boolean => (openStates as readonly string[]).includes(state)

/** States in which a department admin or HR has something to check. */
export const exceptionStates = ['changed', 'wrong', 'left'] as const satisfies readonly ConfirmationState[]

/** Returns the number of people who are asked: everyone but those who cannot answer. */
export const askedCount = (counts: ConfirmationCounts): number =>
  confirmationStates.reduce((sum, state) => (state === 'excluded' ? sum : sum + counts[state]), 0)

/** Returns the number of people whose data are confirmed, by themselves or in person. */
export const confirmedCount = ({ confirmed, in_person: inPerson }: ConfirmationCounts): number => confirmed + inPerson

/** `late`: past its last day, open for answers and for confirmations in person. */
export const campaignStates = ['scheduled', 'running', 'late', 'ended'] as const
export type CampaignState = (typeof campaignStates)[number]

export type CampaignDates = { startsOn: string; endsOn: string; isStarted: boolean; isEnded: boolean }

/** Returns the state of a campaign on a calendar day. */
export function campaignStateOn({ endsOn, isStarted, isEnded }: CampaignDates, today: string): CampaignState {
  if (isEnded) return 'ended'
  if (!isStarted) return 'scheduled'
  return endsOn < today ? 'late' : 'running'
}

type PersonFacts = {
  isExcluded: boolean
  answer: { answer: ConfirmationAnswer; method: ConfirmationMethod; hash: string } | null
  /** The hash of the person's present data. */
  hash: string
}

/** Returns the state of a person, by the rule of the page, the board and the cards. The SQL of a campaign's people follows it. */
export function confirmationStateOf({ isExcluded, answer, hash }: PersonFacts): ConfirmationState {
  if (isExcluded) return 'excluded'
  if (answer === null) return 'pending'
  if (answer.answer === 'left') return 'left'
  if (answer.hash !== hash) return 'changed'
  if (answer.answer === 'wrong') return 'wrong'
  return answer.method === 'in_person' ? 'in_person' : 'confirmed'
}
