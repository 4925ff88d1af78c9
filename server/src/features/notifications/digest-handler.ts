import { isAccountSuspended } from '../../directory/suspension-queries.ts'
import { type JobHandler, noWrites } from '../../outbox/run-job.ts'
import type { SendDeps } from './notice-deps.ts'
import { chooseDigestLines, finishDigest, listDigestLines, type NoticeRow } from './notice-queries.ts'
import { requireOutsideQuietHours } from './quiet-hours.ts'
import { OPEN, textOf, toCard } from './notice-text.ts'
import { callWecom } from './send-card.ts'

/** A card has at most six rows (doc 90236); the last one gives the number of further lines. */
const ROWS = 5

/** Functions that return the line of a notice that carries none, by the first part of its event. */
export type DigestLines = Readonly<Record<string, (notice: NoticeRow) => Promise<string>>>

/** Sends one card in the morning for the messages that exceeded the budget of the day before. */
export function digestHandler(deps: SendDeps, linesOf: DigestLines): JobHandler {
  async function renderLine(notice: NoticeRow): Promise<string> {
    if (notice.line !== null) return notice.line
    const write = linesOf[notice.event.split('.')[0] ?? '']
    if (!write) throw new Error(`No digest line for ${notice.event}`)
    return write(notice)
  }
  return {
    async handle(job, checkpoint) {
      const { userid, digestId } = job.payload as { userid: string; digestId: string }
      await requireOutsideQuietHours(deps)
      await checkpoint((tx) => chooseDigestLines(tx, userid, digestId))
      const lines = await listDigestLines(deps.db, digestId)
      if (lines.length === 0 || lines.some(({ state }) => state !== 'digest')) return noWrites
      // A person who holds the reported phone reads nothing new.
      if (await isAccountSuspended(deps.db, userid)) return (tx) => finishDigest(tx, digestId, 'dropped')
      const rows: { name: string; value: string }[] = []
      for (const line of lines.slice(0, ROWS))
        rows.push({ name: String(rows.length + 1), value: await renderLine(line) })
      if (lines.length > ROWS) rows.push({ name: '…', value: `另有 ${String(lines.length - ROWS)} 条` })
      const text = await textOf(deps, 'digest', { count: String(lines.length) })
      // With a button WeCom refuses a duplicate by the task id, whatever its text.
      const card = toCard(deps, digestId, { ...text, rows, path: '/', button: OPEN })
      const sent = await callWecom(deps, (wecom) => wecom.sendCard(userid, card))
      return (tx) => finishDigest(tx, digestId, sent.delivered ? 'sent' : 'undelivered')
    },
  }
}
