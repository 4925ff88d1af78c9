import type { AuditFilter } from '@desk/shared/audit/audit-schemas'
import { erasableText } from '../../kernel/audit/erasable-text.ts'
import type { Deps } from '../../kernel/deps.ts'

/** Returns the filter as the audit records it: the name that was searched for is stored as erasable text. */
export const auditedFilter = (deps: Pick<Deps, 'ids'>, { who, ...filter }: AuditFilter): Record<string, unknown> => ({
  ...filterDetails(filter),
  ...(who === undefined ? {} : { who: erasableText(deps, who) }),
})

/** Returns the filter without undefined fields. */
export const filterDetails = (filter: AuditFilter): Record<string, string> =>
  Object.fromEntries(Object.entries(filter).filter((entry): entry is [string, string] => entry[1] !== undefined))
