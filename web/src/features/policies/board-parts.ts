import type { StateCounts } from '@desk/shared/policies/board-schemas'
import type { RosterState } from '@desk/shared/policies/roster'
import type { Messages } from '../../locales/messages.ts'

/** The parts of a bar, in the order of every board. Each person is in one of them. */
const barStates = ['signed', 'pending', 'changeOnly', 'overdue', 'questioned', 'undelivered', 'exempt'] as const
type BarState = (typeof barStates)[number]
/** A part of a bar, or a state that no bar shows. */
export type BoardPart = BarState | RosterState
type PartMessages = Pick<Messages['policy-admin'], 'board' | 'filters'> & Pick<Messages['policies'], 'states'>

const fills: Record<BarState, string> = {
  signed: 'chart-1',
  pending: 'chart-2',
  changeOnly: 'chart-change',
  overdue: 'chart-3',
  questioned: 'chart-4',
  undelivered: 'chart-5',
  exempt: 'chart-6',
}

/** Returns the number of people by part. The pending ones are without those who have to sign only the change. */
export const barParts = (counts: StateCounts) =>
  barStates.map((key) => ({
    key,
    value: key === 'pending' ? counts.pending - counts.changeOnly : counts[key],
    fill: fills[key],
  }))

/**
 * Returns the name of a part. Where some people have to sign only the change, the pending ones are those who have to sign
 * the whole text.
 */
export function partName(
  part: BoardPart,
  { changeOnly }: StateCounts,
  { board, filters, states }: PartMessages,
): string {
  if (part === 'changeOnly') return board.changeOnly
  return part === 'pending' && changeOnly > 0 ? filters.toSign[0] : states[part]
}

const subtract = (from: StateCounts, counts: StateCounts): StateCounts => ({
  signed: from.signed - counts.signed,
  pending: from.pending - counts.pending,
  overdue: from.overdue - counts.overdue,
  questioned: from.questioned - counts.questioned,
  undelivered: from.undelivered - counts.undelivered,
  exempt: from.exempt - counts.exempt,
  excluded: from.excluded - counts.excluded,
  changeOnly: from.changeOnly - counts.changeOnly,
})

/** Returns the people of a department who are in none of its child departments. */
export const ownCounts = (all: StateCounts, children: readonly StateCounts[]): StateCounts =>
  children.reduce(subtract, all)
