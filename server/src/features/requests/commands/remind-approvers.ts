import type { MemberActor } from '@desk/shared/identity/actor'
import { type RequestId, sameUserid } from '@desk/shared/kernel/ids'
import { addWorkingMs } from '@desk/shared/kernel/working-calendar'
import { URGE_ESCALATES, URGE_PAUSE_MS } from '@desk/shared/requests/model/decision-time'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { UrgeTooSoonError } from '../../../kernel/app-error.ts'
import { loadCalendar } from '../../../kernel/calendar-queries.ts'
import { askThem } from '../approvers/candidate-queries.ts'
import { changeRequest } from './change-request.ts'
import type { RequestDeps } from '../model/request-deps.ts'
import { noticeTopics, planNotice } from '../../notifications/notices.ts'
import { nextInLine } from './reroute-request.ts'

/** The applicant asks for an answer. Every third time whoever comes next is asked as well. Source: domain I-14. */
export function urgeRequest(
  deps: RequestDeps,
  actor: MemberActor,
  order: { id: RequestId; key?: string | undefined },
): Promise<RequestView> {
  return changeRequest(deps, actor, { ...order, command: 'urge', version: null }, async ({ tx, request, now }) => {
    if (request.urgeAgainAt && now < request.urgeAgainAt) throw new UrgeTooSoonError(request.urgeAgainAt)
    const count = request.urgeCount + 1
    const more = count % URGE_ESCALATES === 0 ? await nextInLine({ ...deps, db: tx }, request, 'urged') : []
    const calendar = await loadCalendar({ ...deps, db: tx })
    return {
      patch: { urgeCount: count, urgeAgainAt: addWorkingMs(calendar, now, URGE_PAUSE_MS) },
      isNote: true,
      type: 'urged',
      details: { count, ...(more.length === 0 ? {} : { asked: more.map(({ userid }) => userid), because: 'urged' }) },
      async follow(saved) {
        await askThem(tx, saved.id, more, now)
        const urged = [...saved.candidates, ...more.map(({ userid }) => userid)]
        for (const userid of urged.filter((one, index) => urged.findIndex((other) => sameUserid(one, other)) === index))
          await planNotice(deps, tx, {
            event: 'request.urged',
            request: saved,
            userid,
            purpose: 'decide',
            topic: noticeTopics.ask,
            object: `${saved.id}:${String(count)}`,
          })
      },
    }
  })
}
