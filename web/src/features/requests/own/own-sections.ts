import { runningStates } from '@desk/shared/requests/model/request-flow'
import type { RequestSummary } from '@desk/shared/requests/request-schemas'
import { localTime } from '../../../locales/time.ts'

export type OwnSection = {
  key: string
  /** Ended requests are grouped by the month in which they were submitted. */
  group: 'returned' | 'running' | { year: number; month: number }
  rows: readonly RequestSummary[]
}

const isRunning = ({ state }: RequestSummary) => runningStates.some((running) => running === state)

/** Groups the applicant's requests: those that wait for them, those in progress, and the rest by month. */
export function ownSections(items: readonly RequestSummary[]): OwnSection[] {
  const returned = items.filter(({ state }) => state === 'returned')
  const running = items.filter((request) => isRunning(request) && request.state !== 'returned')
  const months: OwnSection[] = []
  for (const request of items.filter((candidate) => !isRunning(candidate))) {
    const { year, month } = localTime(request.createdAt)
    const key = `${String(year)}-${String(month)}`
    const last = months.at(-1)
    if (last?.key === key) months.splice(-1, 1, { ...last, rows: [...last.rows, request] })
    else months.push({ key, group: { year, month }, rows: [request] })
  }
  const first: OwnSection[] = [
    { key: 'returned', group: 'returned', rows: returned },
    { key: 'running', group: 'running', rows: running },
  ]
  return [...first, ...months].filter(({ rows }) => rows.length > 0)
}
