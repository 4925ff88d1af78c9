import type { GroupRules } from '@desk/shared/groups/group-rules'

type Template = GroupRules['templates'][number]
type Says = { says: string; saysNot: string }

/** `专项，3，写，limin`: one kind of group a line. */
export const linesOfTemplates = (templates: readonly Template[], { says, saysNot }: Says): string =>
  templates
    .map(({ kind, months, saysUntil, deputyId }) =>
      [kind, String(months), saysUntil ? says : saysNot, ...(deputyId === '' ? [] : [deputyId])].join('，'),
    )
    .join('\n')

/** What was written, or the first line that cannot be read. An unchanged kind keeps its id, so that drafts find it. */
export function templatesOf(
  text: string,
  known: readonly Template[],
  { says }: Says,
): { templates: Template[] } | { badLine: number } {
  const templates: Template[] = []
  const lines = text.split('\n').map((line) => line.trim())
  for (const [index, line] of lines.entries()) {
    if (line === '') continue
    const [kind = '', months = '', until = '', deputyId = ''] = line.split(/[，,]/).map((part) => part.trim())
    const number = Number(months)
    const isGood = kind !== '' && [...kind].length <= 6 && Number.isInteger(number) && number >= 1 && number <= 24
    if (!isGood || templates.some((one) => one.kind === kind)) return { badLine: index + 1 }
    const id = known.find((one) => one.kind === kind)?.id ?? `kind${String(index + 1)}${String(known.length)}`
    templates.push({ id, name: kind, kind, months: number, saysUntil: until === says, deputyId })
  }
  return templates.length === 0 ? { badLine: 1 } : { templates }
}
