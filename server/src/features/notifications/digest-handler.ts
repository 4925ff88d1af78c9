import { nextLoudTime } from '@desk/shared/kernel/working-calendar'
import { loadCalendar } from '../../kernel/calendar-queries.ts'
import { isAccountLocked } from '../../directory/locked-account-queries.ts'
import { JobDeferredError } from '../../outbox/job-deferred-error.ts'
import type { JobHandler } from '../../outbox/run-job.ts'
import type { CardDeps, SendDeps } from './notice-deps.ts'
import type { RequestTypeDeps } from '../requests/model/request-type.ts'
import { delegationText } from './delegation-notices.ts'
import { chooseDigestLines, finishDigest, listDigestLines, type NoticeRow, requestOf } from './notice-queries.ts'
import { digestLine, textOf } from './notice-text.ts'
import { requireRequest } from '../requests/model/request-queries.ts'

/** At most six rows (doc 90236); the last one says how many more there are. */
const ROWS = 5

/** What its own card would have been headed with. */
async function lineOf(deps: CardDeps, notice: NoticeRow): Promise<string> {
  if (notice.line !== null) return notice.line
  if (notice.event === 'delegation.started' || notice.event === 'delegation.ended')
    return (await delegationText(deps, notice)).title
  return digestLine(deps, notice, await requireRequest(deps.db, requestOf(notice)))
}

/** One card in the morning for what the day before had no room for. */
export function digestHandler(deps: SendDeps & RequestTypeDeps): JobHandler {
  return {
    async handle(job, checkpoint) {
      const { userid, digestId } = job.payload as { userid: string; digestId: string }
      const now = deps.clock.now()
      const loud = nextLoudTime(await loadCalendar(deps), now)
      if (loud.getTime() > now.getTime()) throw new JobDeferredError('quiet_hours', loud)
      await checkpoint((tx) => chooseDigestLines(tx, userid, digestId))
      const lines = await listDigestLines(deps.db, digestId)
      if (lines.length === 0 || lines.some(({ state }) => state !== 'digest')) return async () => {}
      // Whoever holds the phone reads nothing new.
      if (await isAccountLocked(deps.db, userid)) return (tx) => finishDigest(tx, digestId, 'dropped')
      const rows: { name: string; value: string }[] = []
      for (const line of lines.slice(0, ROWS))
        rows.push({
          name: String(rows.length + 1),
          value: await lineOf(deps, line),
        })
      if (lines.length > ROWS) rows.push({ name: '…', value: `另有 ${String(lines.length - ROWS)} 条` })
      const words = await textOf(deps, 'digest', { count: String(lines.length) })
      const card = { ...words, rows, taskId: digestId, source: '企微自助', url: `${deps.site.publicUrl}/` }
      deps.failPoints.hit('notice.calling')
      // With a button where that is possible: its task id makes WeCom refuse a second one, whatever it says.
      const sent = await deps.wecom.sendCard(userid, deps.site.hasAppCallback ? { ...card, button: '去看看' } : card)
      deps.failPoints.hit('notice.called')
      return (tx) => finishDigest(tx, digestId, sent.delivered ? 'sent' : 'undelivered')
    },
  }
}
