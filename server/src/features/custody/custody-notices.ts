import { pagePaths } from '@desk/shared/pages/page-paths'
import type { Tx } from '../../db/database.ts'
import type { JobHandlers } from '../../outbox/run-job.ts'
import type { NoticeDeps, SendDeps } from '../notifications/notice-deps.ts'
import { textOf } from '../notifications/notice-text.ts'
import { enqueueNotice } from '../notifications/notices.ts'
import { noticeCardHandler } from '../notifications/send-card.ts'
import { findOpenAsk } from './custody-queries.ts'

const CUSTODY_TOPIC = 'custody.tell'

/** Asks a member, once a year, to confirm how they keep their account. */
export async function notifyOfCustody(deps: NoticeDeps, tx: Tx, userid: string, year: number): Promise<void> {
  const { title: line } = await textOf({ db: tx }, 'custody.asked', { year: String(year) })
  const notice = { event: 'custody.asked' as const, objectId: String(year), userid, topic: CUSTODY_TOPIC }
  await enqueueNotice(deps, tx, { ...notice, about: { line } })
}

/** Sends the card unless the member has confirmed meanwhile. */
export const custodyHandlers = (deps: SendDeps): JobHandlers => ({
  [CUSTODY_TOPIC]: noticeCardHandler(deps, {
    async contentOf({ userid, objectId }) {
      if ((await findOpenAsk(deps.db, userid, Number(objectId))) === null) return null
      return { ...(await textOf(deps, 'custody.asked', { year: objectId })), path: pagePaths.custody }
    },
  }),
})
