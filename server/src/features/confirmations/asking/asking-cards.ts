import { type ConfirmationField, isOpenState } from '@desk/shared/confirmations/confirmation-states'
import type { CampaignId } from '@desk/shared/kernel/ids'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { Tx } from '../../../db/database.ts'
import type { ReadDeps, Deps } from '../../../kernel/deps.ts'
import { type JobHandlers, noWrites } from '../../../outbox/run-job.ts'
import { cardDay, cardTime } from '../../notifications/card-dates.ts'
import type { NoticeDeps, SendDeps } from '../../notifications/notice-deps.ts'
import { findNotice, type NoticeRow } from '../../notifications/notice-queries.ts'
import { type CardContent, textOf } from '../../notifications/notice-text.ts'
import { cardJob, enqueueCardJobs, enqueueNotice, taskIdOf } from '../../notifications/notices.ts'
import { overwriteNotice } from '../../notifications/overwrite-card.ts'
import { noticeCardHandler } from '../../notifications/send-card.ts'
import { enqueue } from '../../../outbox/outbox-queries.ts'
import { type CampaignRow, findCampaign, isOpen } from '../model/campaign-queries.ts'
import { asSeenBy } from '../model/own-report.ts'
import { findInCampaign, type PersonRow } from '../model/person-queries.ts'
import { changedFields, fieldHashesOf } from '../model/shown-data.ts'
import { listShownValues } from '../model/shown-values.ts'
import { askedObject, dropAskingLines, listAskingCards } from './asking-queries.ts'
import { confirmKey } from './card-key.ts'

const ASKING_TOPIC = 'confirmations.tell'
const CLOSING_TOPIC = 'confirmations.over'

/** Cards are read in WeCom, in Chinese. */
const fieldNames: Readonly<Record<ConfirmationField, string>> = {
  name: '姓名',
  alias: '别名',
  department: '部门',
  position: '岗位',
  telephone: '座机',
}
/** Stands for a value that the directory does not have. */
const EMPTY = '（空）'

const namesOf = (fields: readonly ConfirmationField[]): string => fields.map((field) => fieldNames[field]).join('、')

// A notice stores only its campaign and the person: the card shows the state at the time of sending.
const campaignOf = ({ objectId }: Pick<NoticeRow, 'objectId'>) => (objectId.split(':')[0] ?? '') as CampaignId

/** Enqueues the card that asks a person. Returns false when they were asked before. */
export async function enqueueAsking(deps: NoticeDeps, tx: Tx, campaign: CampaignRow, person: PersonRow) {
  const line = `核对你的信息：${campaign.title}`
  const objectId = askedObject(campaign.id, person)
  const notice = {
    event: 'confirm.asked' as const,
    objectId,
    userid: person.userid,
    topic: ASKING_TOPIC,
    about: { line },
  }
  return (await enqueueNotice(deps, tx, notice)) !== null
}

/**
 * Enqueues the card for a person who pressed 都对 on data that have changed since; `fields`: the fields that differ.
 */
export const enqueueChanged = (
  deps: NoticeDeps,
  tx: Tx,
  { objectId, userid, fields }: { objectId: string; userid: string; fields: readonly ConfirmationField[] },
): Promise<string | null> =>
  enqueueNotice(deps, tx, { event: 'confirm.changed', objectId, userid, topic: ASKING_TOPIC, payload: { fields } })

/** Enqueues a reminder. Returns false when the person had one today. */
export async function enqueueReminder(deps: NoticeDeps, tx: Tx, campaign: CampaignRow, userid: string, day: string) {
  const about = { line: `还没核对你的信息：${campaign.title}` }
  const notice = {
    event: 'confirm.urged' as const,
    objectId: `${campaign.id}:${day}`,
    userid,
    topic: ASKING_TOPIC,
    about,
  }
  return (await enqueueNotice(deps, tx, notice)) !== null
}

/** Replaces the cards of a person whose answer is known, and drops what their next digest would ask. */
export async function closeAskingCards(
  { clock }: Pick<Deps, 'clock'>,
  tx: Tx,
  id: CampaignId,
  userid: string,
): Promise<void> {
  await enqueueCardJobs(tx, CLOSING_TOPIC, await listAskingCards(tx, id, userid), { runAt: clock.now() })
  await dropAskingLines(tx, id, userid)
}

/** Replaces a card whose button was pressed: pressing it brought a fresh code. */
export const replacePressedCard = (tx: Tx, taskId: string, runAt: Date): Promise<void> =>
  enqueue(tx, [{ ...cardJob(CLOSING_TOPIC, taskId, { runAt }), dedupeKey: `${CLOSING_TOPIC}:pressed:${taskId}` }])

async function loadAskingContent(deps: SendDeps, notice: NoticeRow, payload: unknown): Promise<CardContent | null> {
  const campaign = await findCampaign(deps.db, campaignOf(notice))
  const found = campaign && isOpen(campaign) ? await findInCampaign(deps, campaign, notice.userid) : null
  const person = found && asSeenBy(notice, found)
  if (!campaign || !person || !isOpenState(person.state)) return null
  const [values = []] = await listShownValues(deps.db, campaign, [person])
  return {
    ...(await askingText(deps, campaign, person, { notice, payload })),
    rows: values.map(({ field, value }) => ({ name: fieldNames[field], value: value || EMPTY })),
    path: pagePaths.confirmation(campaign.id),
    button: '有误',
    actions: [{ caption: '都对', key: confirmKey(campaign, person) }],
  }
}

/** Returns the text above the values; it names the fields that changed since the last answer or the previous card. */
function askingText(
  deps: ReadDeps,
  campaign: CampaignRow,
  person: PersonRow,
  { notice, payload }: { notice: NoticeRow; payload: unknown },
) {
  const day = cardDay(campaign.endsOn)
  const { title } = campaign
  if (notice.event === 'confirm.changed') {
    const { fields = [] } = payload as { fields?: ConfirmationField[] }
    return textOf(deps, 'confirm.changed', { title, fields: namesOf(fields.length === 0 ? campaign.fields : fields) })
  }
  if (notice.event === 'confirm.urged') return textOf(deps, 'confirm.urged', { title, day })
  if (person.state !== 'changed') return textOf(deps, 'confirm.asked', { title, day })
  const fields = changedFields(person.fieldHashes ?? {}, fieldHashesOf(campaign, person))
  return textOf(deps, 'confirm.again', { title, day, fields: namesOf(fields) })
}

/** Returns what a card says when its question is settled, or replaced by a newer card. */
async function loadClosedContent(deps: SendDeps, notice: NoticeRow): Promise<CardContent | null> {
  const campaign = await findCampaign(deps.db, campaignOf(notice))
  const person = campaign && (await findInCampaign(deps, campaign, notice.userid))
  if (!campaign || !person) return null
  const { title } = campaign
  const time = cardTime(deps.site.timeZone, new Date(person.answeredMs ?? deps.clock.now()))
  const path = pagePaths.confirmation(campaign.id)
  if (person.state === 'confirmed' || person.state === 'in_person')
    return { ...(await textOf(deps, 'confirm.over_ok', { title, time })), path }
  if (person.state === 'wrong') return { ...(await textOf(deps, 'confirm.over_wrong', { title, time })), path }
  return { ...(await textOf(deps, 'confirm.over_other', { title })), path }
}

/** Sends the cards that ask, and replaces them when the question is settled. */
export const askingHandlers = (deps: SendDeps): JobHandlers => ({
  [ASKING_TOPIC]: noticeCardHandler(deps, {
    contentOf: (notice, payload) => loadAskingContent(deps, notice, payload),
    async onSent(tx, notice) {
      // The person may have answered on the page while the card was being sent. A report that they left answers nothing.
      const campaign = await findCampaign(tx, campaignOf(notice))
      const person = campaign && (await findInCampaign({ ...deps, db: tx }, campaign, notice.userid))
      if (person && !isOpenState(asSeenBy(notice, person).state))
        await closeAskingCards(deps, tx, campaign.id, notice.userid)
    },
  }),
  [CLOSING_TOPIC]: {
    async handle(job) {
      const taskId = taskIdOf(job.payload)
      const notice = await findNotice(deps.db, taskId)
      const content = notice && (await loadClosedContent(deps, notice))
      return content ? overwriteNotice(deps, taskId, content) : noWrites
    },
  },
})
