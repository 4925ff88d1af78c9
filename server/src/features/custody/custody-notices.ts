import { pagePaths } from '@desk/shared/pages/page-paths'
import type { JobHandlers } from '../../outbox/run-job.ts'
import type { SendDeps } from '../notifications/notice-deps.ts'
import { textOf } from '../notifications/notice-text.ts'
import { noticeCardHandler } from '../notifications/send-card.ts'
import { findOpenAsk } from './custody-queries.ts'

const CUSTODY_TOPIC = 'custody.tell'

/** Returns the notice that asks a member for the yearly account confirmation. `line`: its line in a digest. */
export const custodyNotice = (userid: string, year: number, line: string) => ({
  event: 'custody.asked' as const,
  objectId: String(year),
  userid,
  topic: CUSTODY_TOPIC,
  about: { line },
})

/** Sends the card unless the member has confirmed meanwhile. */
export const custodyHandlers = (deps: SendDeps): JobHandlers => ({
  [CUSTODY_TOPIC]: noticeCardHandler(deps, {
    async contentOf({ userid, objectId }) {
      if ((await findOpenAsk(deps.db, userid, Number(objectId))) === null) return null
      return { ...(await textOf(deps, 'custody.asked', { year: objectId })), path: pagePaths.custody }
    },
  }),
})
