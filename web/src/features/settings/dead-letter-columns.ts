import type { Column } from '../../ui/lists/table-columns.ts'

const keys = ['topic', 'about', 'cause', 'attempts', 'stoppedAt'] as const
export type DeadLetterKey = (typeof keys)[number]

export const deadLetterColumns = (labels: Record<DeadLetterKey, string>): Column<DeadLetterKey>[] =>
  keys.map((key) => ({ key, label: labels[key], isSortable: true, isNumber: key === 'attempts' }))
