import { KIND_MAX, MONTHS_MAX } from '@desk/shared/groups/group-limits'
import type { GroupRules } from '@desk/shared/groups/group-rules'

type Template = GroupRules['templates'][number]
type ExpiryLabels = { withExpiry: string; withoutExpiry: string }

/** Formats templates as text, one per line: `专项，3，写，limin`. */
export const formatTemplates = (templates: readonly Template[], { withExpiry, withoutExpiry }: ExpiryLabels): string =>
  templates
    .map(({ kind, months, saysUntil, deputyId }) =>
      [kind, String(months), saysUntil ? withExpiry : withoutExpiry, ...(deputyId === '' ? [] : [deputyId])].join('，'),
    )
    .join('\n')

function freeId(taken: readonly Template[]): string {
  let number = taken.length
  while (taken.some(({ id }) => id === `kind${String(number)}`)) number += 1
  return `kind${String(number)}`
}

/**
 * Parses the text, or returns the number of the first invalid line; null: there is no line. A known kind keeps its id, which
 * drafts refer to.
 */
export function parseTemplates(
  text: string,
  known: readonly Template[],
  { withExpiry }: ExpiryLabels,
): { templates: Template[] } | { invalidLine: number | null } {
  const templates: Template[] = []
  const lines = text.split('\n').map((line) => line.trim())
  for (const [index, line] of lines.entries()) {
    if (line === '') continue
    const [kind = '', months = '', until = '', deputyId = ''] = line.split(/[，,]/).map((part) => part.trim())
    const number = Number(months)
    const hasKind = kind !== '' && [...kind].length <= KIND_MAX
    const hasMonths = Number.isInteger(number) && number >= 1 && number <= MONTHS_MAX
    if (!hasKind || !hasMonths || templates.some((template) => template.kind === kind))
      return { invalidLine: index + 1 }
    const earlierId = known.find((template) => template.kind === kind)?.id
    const isFree = earlierId !== undefined && templates.every((template) => template.id !== earlierId)
    const id = isFree ? earlierId : freeId([...known, ...templates])
    templates.push({ id, name: kind, kind, months: number, saysUntil: until === withExpiry, deputyId })
  }
  return templates.length === 0 ? { invalidLine: null } : { templates }
}
