import { pagePaths } from '@desk/shared/pages/page-paths'
import type { Tx } from '../../db/database.ts'
import type { Deps } from '../../kernel/deps.ts'
import type { JobHandlers } from '../../outbox/run-job.ts'
import { cardTime } from '../notifications/card-dates.ts'
import type { NoticeDeps, SendDeps } from '../notifications/notice-deps.ts'
import { textOf } from '../notifications/notice-text.ts'
import { enqueueNotice } from '../notifications/notices.ts'
import { noticeCardHandler } from '../notifications/send-card.ts'
import { findOpenSession, type SessionRow } from './session-queries.ts'

const TOPIC = 'session.tell'

const textAbout = ({ db, site }: Pick<Deps, 'db' | 'site'>, createdAt: Date) =>
  textOf({ db }, 'session.new_device', { time: cardTime(site.timeZone, createdAt) })

/** Notifies a member that their account was used from a kind of device that was never used for it before. */
export async function notifyOfNewDevice(
  deps: NoticeDeps & Pick<Deps, 'site'>,
  tx: Tx,
  { userid, ref, createdAt }: Pick<SessionRow, 'userid' | 'ref' | 'createdAt'>,
): Promise<void> {
  const { title: line } = await textAbout({ ...deps, db: tx }, createdAt)
  await enqueueNotice(deps, tx, { event: 'session.new_device', objectId: ref, userid, topic: TOPIC, about: { line } })
}

/** Sends the card unless the session has ended meanwhile. */
export const newDeviceHandlers = (deps: SendDeps): JobHandlers => ({
  [TOPIC]: noticeCardHandler(deps, {
    async contentOf({ userid, objectId }) {
      const open = await findOpenSession(deps.db, userid, objectId)
      return open && { ...(await textAbout(deps, open.createdAt)), path: pagePaths.mySessions }
    },
  }),
})
