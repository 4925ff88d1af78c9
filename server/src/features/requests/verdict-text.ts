import type { RequestRow } from './model/request-queries.ts'

/** Returns the verdict in words that follow the approver's name. */
export function verdictText({ outcome }: Pick<RequestRow, 'outcome'>): string {
  const verdicts = Object.values(outcome.verdicts)
  const agreed = verdicts.filter(({ verdict }) => verdict === 'agree').length
  if (agreed === verdicts.length) return '已同意'
  return agreed === 0 ? '未同意' : '已审批'
}
