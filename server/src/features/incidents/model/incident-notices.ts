import type { NoticeEvent } from '@desk/shared/notices/notice-policy'
import type { MessageTextName } from '@desk/shared/message-templates/message-templates'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { Tx } from '../../../db/database.ts'
import type { JobHandlers } from '../../../outbox/run-job.ts'
import type { NoticeDeps, SendDeps } from '../../notifications/notice-deps.ts'
import { OPEN, textOf } from '../../notifications/notice-text.ts'
import { enqueueNotice } from '../../notifications/notices.ts'
import { noticeCardHandler } from '../../notifications/send-card.ts'
import type { IncidentRow } from './incident-queries.ts'

const NOTICE_TOPIC = 'incidents.tell'

type IncidentText = Extract<MessageTextName, `incident.${string}`>
type Payload = { text: IncidentText; path: string; values: Readonly<Record<string, string>> }

type Message = {
  event: Extract<NoticeEvent, `incident.${string}`>
  text: IncidentText
  userids: readonly string[]
  /** What the message is about; a person is notified of it once. */
  objectId: string
  path: string
  values?: Readonly<Record<string, string>>
}

/** Enqueues a message that says where to look and nothing about the incident, since other people may see the phone. */
async function notify(deps: NoticeDeps, tx: Tx, { event, userids, objectId, ...message }: Message): Promise<void> {
  const payload: Payload = { text: message.text, path: message.path, values: message.values ?? {} }
  const { title: line } = await textOf({ db: tx }, payload.text, payload.values)
  for (const userid of userids)
    await enqueueNotice(deps, tx, { event, objectId, userid, topic: NOTICE_TOPIC, payload, about: { line } })
}

type HandlerText = 'incident.routed' | 'incident.replied' | 'incident.late' | 'incident.hr'

type ToHandlers = { text: HandlerText; event?: Message['event']; userids: readonly string[]; occasion: string }

/** Notifies handlers. `occasion` distinguishes several messages about one incident. */
export const notifyHandlers = (
  deps: NoticeDeps,
  tx: Tx,
  { id }: Pick<IncidentRow, 'id'>,
  { text, event = text, userids, occasion }: ToHandlers,
): Promise<void> =>
  notify(deps, tx, { event, text, userids, objectId: `${id}:${occasion}`, path: pagePaths.incidentCase(id) })

/** Tells the former handler that the contact took an incident over. The button opens the list: they may not see it any more. */
export const notifyFormerHandler = (
  deps: NoticeDeps,
  tx: Tx,
  { id, handlerId }: Pick<IncidentRow, 'id' | 'handlerId'>,
  occasion: string,
): Promise<void> => {
  const userids = handlerId === null ? [] : [handlerId]
  const event = 'incident.taken_over'
  return notify(deps, tx, { event, text: event, userids, objectId: `${id}:${occasion}`, path: pagePaths.incidentCases })
}

/** Reminds handlers of an overdue incident; of a critical one also at night, since its time limits run day and night. */
export const remindHandlers = (
  deps: NoticeDeps,
  tx: Tx,
  incident: Pick<IncidentRow, 'id' | 'severity'>,
  reminder: { userids: readonly string[]; occasion: string },
): Promise<void> => {
  const event = incident.severity === 'critical' ? 'incident.late_critical' : 'incident.late'
  return notifyHandlers(deps, tx, incident, { ...reminder, text: 'incident.late', event })
}

/** Notifies a named reporter. An unnamed one is not notified: they open their mailbox with the receipt. */
export async function notifyReporter(
  deps: NoticeDeps,
  tx: Tx,
  { id, reporterId }: Pick<IncidentRow, 'id' | 'reporterId'>,
  text: 'incident.progress' | 'incident.asked',
  occasion: string,
): Promise<void> {
  if (reporterId === null) return
  await notify(deps, tx, { event: text, text, userids: [reporterId], objectId: occasion, path: pagePaths.incident(id) })
}

/**
 * Notifies the ops leads that an incident is overdue. They do not learn which one: the page only shows whose incidents
 * are overdue.
 */
export const notifyLeads = (
  deps: NoticeDeps,
  tx: Tx,
  { severity }: Pick<IncidentRow, 'severity'>,
  { userids, occasion }: { userids: readonly string[]; occasion: string },
): Promise<void> =>
  notify(deps, tx, {
    event: severity === 'critical' ? 'incident.overdue_critical' : 'incident.overdue',
    text: 'incident.overdue',
    userids,
    objectId: occasion,
    path: pagePaths.settingsIncidents,
  })

/** Notifies handlers once an hour that unnamed reports are held in quarantine. */
export const notifyOfFlood = (deps: NoticeDeps, tx: Tx, userids: readonly string[], hour: string): Promise<void> =>
  notify(deps, tx, {
    event: 'incident.flood',
    text: 'incident.flood',
    userids,
    objectId: `flood:${hour}`,
    path: pagePaths.incidentCases,
  })

/** Reminds the leaders of a group of its rules. They do not learn that, or by whom, anything was reported. */
export const remindGroup = (
  deps: NoticeDeps,
  tx: Tx,
  { groupId, name, userids, occasion }: { groupId: string; name: string; userids: readonly string[]; occasion: string },
): Promise<void> =>
  notify(deps, tx, {
    event: 'incident.group',
    text: 'incident.group',
    userids,
    objectId: occasion,
    path: pagePaths.group(groupId),
    values: { name },
  })

export const incidentNoticeHandlers = (deps: SendDeps): JobHandlers => ({
  [NOTICE_TOPIC]: noticeCardHandler(deps, {
    async contentOf(_, payload) {
      const { text, path, values } = payload as Payload
      return { ...(await textOf(deps, text, values)), path, button: OPEN }
    },
  }),
})
