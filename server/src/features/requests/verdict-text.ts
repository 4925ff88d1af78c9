import type { RequestRow } from './model/request-queries.ts'

/** What was decided, after the name of who did. */
export function verdictText({ outcome }: Pick<RequestRow, 'outcome'>): string {
  const verdicts = Object.values(outcome.verdicts)
  const agreed = verdicts.filter(({ verdict }) => verdict === 'agree').length
  if (agreed === verdicts.length) return '已同意'
  return agreed === 0 ? '未同意' : '已审批'
}
