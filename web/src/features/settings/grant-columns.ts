import type { Messages } from '../../locales/messages.ts'
import type { Column } from '../../ui/lists/table-columns.ts'

export type GrantKey = keyof Messages['settings']['roles']['grantColumns']
export type GrantColumn = Column<GrantKey>

/** Returns the columns of a table of grants. */
export const grantColumns = (labels: Record<GrantKey, string>, keys: readonly GrantKey[]): GrantColumn[] =>
  keys.map((key) => ({ key, label: labels[key], isSortable: true, isFullWidth: key === 'department' }))
