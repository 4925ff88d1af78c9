import { pagePaths } from '@desk/shared/pages/page-paths'
import type { JobHandler } from '../../../outbox/run-job.ts'
import type { SendDeps } from '../../notifications/notice-deps.ts'
import { OPEN, textOf } from '../../notifications/notice-text.ts'
import { noticeCardHandler } from '../../notifications/send-card.ts'
import { lockGroup } from '../model/group-queries.ts'
import { closeCards } from './close-cards.ts'
import type { GroupMessage } from './enqueue-group-notice.ts'

export const groupCardHandler = (deps: SendDeps): JobHandler =>
  noticeCardHandler(deps, {
    async contentOf(_, payload) {
      const { text, values, groupId } = payload as GroupMessage
      return { ...(await textOf(deps, text, values)), path: pagePaths.group(groupId), button: OPEN }
    },
    async onSent(tx, { asks, groupId }) {
      // The task of the card may have been done while it was being sent.
      const group = asks === null || groupId === null ? null : await lockGroup(tx, groupId)
      if (group) await closeCards(deps, tx, group)
    },
  })
