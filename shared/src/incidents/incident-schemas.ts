import * as z from 'zod/mini'
import { memberRef } from '../directory/member-ref.ts'
import { violationKinds } from '../groups/group-states.ts'
import { idSchema, readableCodeSchema, useridSchema } from '../kernel/ids.ts'
import { instant } from '../kernel/instant.ts'
import { pageOf, pageQuery } from '../kernel/page.ts'
import { linesOfText } from '../kernel/plain-text.ts'
import { departmentId } from '../kernel/whole-number.ts'
import { escalationSteps } from './incident-clock.ts'
import { incidentCategories } from './incident-figures.ts'
import { receiptSchema } from './incident-receipt.ts'
import {
  INCIDENT_TEXT_MAX,
  incidentChannels,
  incidentKinds,
  incidentOutcomes,
  incidentRecipients,
  incidentSeverities,
  incidentStates,
  INVOLVED_MAX,
} from './incident-states.ts'

/** Maximum size of a picture as the browser sends it; the server encodes it again, without metadata. */
const PICTURE_MAX_BYTES = 4 * 1024 * 1024
const picture = z.optional(
  z.base64().check(z.maxLength(Math.ceil(PICTURE_MAX_BYTES / 3) * 4, { error: 'file.too_large' })),
)
/** More handlers than any company has, and more admins than any department has. */
const READERS_MAX = 200
export const incidentText = linesOfText(INCIDENT_TEXT_MAX)

const content = {
  kind: z.enum(incidentKinds),
  recipient: z.enum(incidentRecipients),
  text: incidentText,
  involved: z.array(useridSchema).check(z.maxLength(INVOLVED_MAX)),
  groupId: z.optional(idSchema('group')),
  picture,
  /** Who would read it, as the reporter saw before sending. If it is somebody else, the report is refused. */
  readers: z.optional(z.array(useridSchema).check(z.maxLength(READERS_MAX))),
}

export const incidentBody = z.strictObject(content)
export type IncidentBody = z.output<typeof incidentBody>

/** Shows that a signed-in page sends it. Equal for all members on one day, and accepted on that day and the next. */
const memberToken = z.string().check(z.regex(/^[0-9a-f]{64}$/))

/** An unnamed report. The department is the reporter's choice, since the server does not know who sends it. */
export const unnamedBody = z.strictObject({
  ...content,
  departmentId: z.optional(departmentId),
  token: memberToken,
  receipt: receiptSchema,
})
export type UnnamedBody = z.output<typeof unnamedBody>

export const mailboxBody = z.strictObject({ token: memberToken, receipt: receiptSchema })

const isNotEmpty = z.refine<{ text: string; picture?: string | undefined }>(
  (message) => message.text !== '' || message.picture !== undefined,
  { path: ['text'], error: 'comment.empty' },
)
const reporterMessage = { text: incidentText, picture, reopens: z.boolean() }
export const reporterMessageBody = z.strictObject(reporterMessage).check(isNotEmpty)
export type ReporterMessage = z.output<typeof reporterMessageBody>
export const mailboxMessageBody = z.strictObject({ ...mailboxBody.shape, ...reporterMessage }).check(isNotEmpty)

const contactView = z.object({ member: memberRef, phone: z.string() })

/** People who would handle a report, so that the form can say who reads it. */
export const incidentForm = z.object({
  /** False: too few handlers, or no independent contact. */
  isOn: z.boolean(),
  contact: z.nullable(contactView),
  token: z.string(),
  department: z.nullable(
    z.object({
      id: z.int(),
      path: z.array(z.string()),
      /** Admins by level, the nearest first. */
      admins: z.array(z.array(memberRef)),
      /** False: so few people are in it that a report would point at one. */
      isLargeEnough: z.boolean(),
    }),
  ),
  handlers: z.array(memberRef),
  group: z.nullable(z.object({ id: idSchema('group'), name: z.string(), excluded: z.array(z.string()) })),
})
export type IncidentForm = z.infer<typeof incidentForm>

export const messageView = z.object({
  id: idSchema('incidentMessage'),
  channel: z.enum(incidentChannels),
  from: z.enum(['reporter', 'handler']),
  /** Null: the reporter. */
  author: z.nullable(memberRef),
  text: z.string(),
  at: instant,
  picture: z.nullable(idSchema('incidentPicture')),
})
export type IncidentMessageView = z.infer<typeof messageView>

/** The group that a report is about. `violation`: chosen on the page of the group, instead of a text. */
const reportedGroup = z.object({
  id: idSchema('group'),
  name: z.string(),
  violation: z.nullable(z.enum(violationKinds)),
})
export type ReportedGroup = z.infer<typeof reportedGroup>

/**
 * A report as its reporter sees it, signed in or by the receipt of an unnamed one: without the handlers' notes and log.
 */
export const reportedIncident = z.object({
  id: z.nullable(idSchema('incident')),
  no: readableCodeSchema,
  kind: z.enum(incidentKinds),
  state: z.enum(incidentStates),
  recipient: z.enum(incidentRecipients),
  isUnnamed: z.boolean(),
  text: z.string(),
  group: z.nullable(reportedGroup),
  at: instant,
  /** Who reads it now. */
  readers: z.array(memberRef),
  handler: z.nullable(memberRef),
  messages: z.array(messageView),
  /** When it was acknowledged, taken over, closed or reopened, and when its readers were changed. */
  steps: z.array(z.object({ at: instant, type: z.string() })),
  outcome: z.nullable(z.object({ result: z.enum(incidentOutcomes), text: z.string(), at: instant })),
  /** Until when somebody has to act; null: closed, or a question to the reporter is open. */
  dueAt: z.nullable(instant),
  mayReopen: z.boolean(),
})
export type ReportedIncident = z.infer<typeof reportedIncident>

export const sentIncident = z.object({ id: idSchema('incident') })
/** Equal for a new report and a repeated one. */
export const sentUnnamed = z.object({ ok: z.literal(true) })

export const myIncidents = z.object({
  items: z.array(
    z.object({
      id: idSchema('incident'),
      no: readableCodeSchema,
      kind: z.enum(incidentKinds),
      state: z.enum(incidentStates),
      at: instant,
      /** Whether a handler wrote last. */
      isAnswered: z.boolean(),
    }),
  ),
})
export type MyIncidents = z.infer<typeof myIncidents>

export const caseRow = z.object({
  id: idSchema('incident'),
  no: readableCodeSchema,
  kind: z.enum(incidentKinds),
  state: z.enum(incidentStates),
  severity: z.enum(incidentSeverities),
  isUnnamed: z.boolean(),
  isRestricted: z.boolean(),
  department: z.array(z.string()),
  handler: z.nullable(memberRef),
  at: instant,
  dueAt: z.nullable(instant),
  /** Whether the reporter wrote last. */
  isReplied: z.boolean(),
  /** How the report begins. */
  excerpt: z.string(),
  group: z.nullable(reportedGroup),
  /** What was done last because the date was missed; null: nothing. */
  escalation: z.nullable(z.enum(escalationSteps)),
  closedAt: z.nullable(instant),
})
export type IncidentCaseRow = z.infer<typeof caseRow>

export const caseQuery = z.strictObject({ ...pageQuery.shape, show: z.optional(z.enum(['open', 'closed'])) })
export type CaseQuery = z.infer<typeof caseQuery>

/** The incidents that the viewer handles. */
export const incidentCases = z.object({
  ...pageOf(caseRow).shape,
  show: z.enum(['open', 'closed']),
  /**
   * Incidents closed in the last `RECENT_DAYS` days, at most `RECENT_MAX` of them, and the number of all. Null except on the
   * first page of open ones.
   */
  recent: z.nullable(z.object({ items: z.array(caseRow), count: z.int() })),
  /**
   * Reports of each of the last `FIGURE_WEEKS` weeks, the oldest first, in all and by category. `minutes`: the median of
   * minutes until somebody acknowledged them; null: nobody did. Null except on the first page of open ones.
   */
  intake: z.nullable(
    z.array(
      z.object({
        from: instant,
        count: z.int(),
        byCategory: z.record(z.enum(incidentCategories), z.int()),
        minutes: z.nullable(z.int()),
      }),
    ),
  ),
  /** Null: fewer than five, which are not shown. */
  counts: z.array(z.object({ department: z.array(z.string()), count: z.nullable(z.int()) })),
})
export type IncidentCases = z.infer<typeof incidentCases>
