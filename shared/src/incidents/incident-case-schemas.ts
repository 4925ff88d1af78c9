import * as z from 'zod/mini'
import { memberRef, memberWithDepartment } from '../directory/member-ref.ts'
import { idSchema, useridSchema } from '../kernel/ids.ts'
import { instant } from '../kernel/instant.ts'
import { lineOfText } from '../kernel/plain-text.ts'
import { wholeNumber } from '../kernel/whole-number.ts'
import { incidentCommands } from './incident-flow.ts'
import { caseRow, incidentText, messageView } from './incident-schemas.ts'
import {
  incidentActions,
  incidentEventTypes,
  incidentOutcomes,
  incidentRecipients,
  incidentSeverities,
} from './incident-states.ts'

const REASON_MAX = 200

/** An incident as its handlers see it. The reporter's name needs its own call, which is audited. */
export const incidentCase = z.object({
  ...caseRow.shape,
  version: z.int(),
  recipient: z.enum(incidentRecipients),
  text: z.string(),
  picture: z.nullable(idSchema('incidentPicture')),
  involved: z.array(memberRef),
  readers: z.array(memberRef),
  messages: z.array(messageView),
  events: z.array(
    z.object({
      id: idSchema('event'),
      at: instant,
      type: z.enum(incidentEventTypes),
      /** Null: the reporter, or this app. */
      actor: z.nullable(memberRef),
      /** A code: the measure, the severity, the outcome. */
      detail: z.nullable(z.string()),
    }),
  ),
  outcome: z.nullable(z.object({ result: z.enum(incidentOutcomes), text: z.string(), at: instant })),
  lostCaseId: z.nullable(idSchema('request')),
  allowed: z.array(z.enum(incidentCommands)),
  /** Whether the viewer acknowledged it and the report has a name. */
  mayViewReporter: z.boolean(),
  /** People of HR to whom it can be handed. */
  hr: z.array(memberRef),
})
export type IncidentCase = z.infer<typeof incidentCase>

/** Null: the caller no longer handles it. */
export const commandedCase = z.object({ incident: z.nullable(incidentCase) })

const version = wholeNumber(1)
const reason = lineOfText(REASON_MAX).check(z.minLength(1, { error: 'reason.empty' }))
const requiredText = incidentText.check(z.minLength(1, { error: 'reason.empty' }))

/** One command of a handler. */
export const commandBody = z.discriminatedUnion('command', [
  z.strictObject({ version, command: z.enum(['acknowledge', 'investigate', 'reopen', 'take_over', 'release']) }),
  z.strictObject({ version, command: z.enum(['ask', 'reply', 'note']), text: requiredText }),
  z.strictObject({ version, command: z.literal('recuse'), reason }),
  z.strictObject({ version, command: z.literal('restrict'), isRestricted: z.boolean() }),
  z.strictObject({ version, command: z.literal('severity'), severity: z.enum(incidentSeverities) }),
  z.strictObject({
    version,
    command: z.literal('close'),
    result: z.enum(incidentOutcomes),
    /** What was found and done; the reporter reads it. */
    text: requiredText,
  }),
  z
    .strictObject({
      version,
      command: z.literal('act'),
      action: z.enum(incidentActions),
      /** Who takes it over at HR, or whose account is locked. */
      userid: z.optional(useridSchema),
      text: requiredText,
    })
    .check(
      z.refine(({ action, userid }) => (action === 'to_hr' || action === 'lock') === (userid !== undefined), {
        path: ['userid'],
        error: 'incident.who',
      }),
    ),
])
export type CommandBody = z.output<typeof commandBody>

export const incidentReporter = z.object({
  reporter: memberWithDepartment,
  lostCaseId: z.nullable(idSchema('request')),
})
export type IncidentReporter = z.infer<typeof incidentReporter>

/** A JPEG in base64. */
export const incidentPicture = z.object({ data: z.string() })

const contactSetting = z.object({
  userid: useridSchema,
  phone: lineOfText(32).check(z.minLength(3, { error: 'phone.empty' })),
})
/** The independent contact; null: none yet. */
export const incidentSetting = z.object({ contact: z.nullable(contactSetting) })
export type IncidentSetting = z.output<typeof incidentSetting>

export const incidentSettingBody = z.strictObject({ contact: contactSetting, version: wholeNumber(0) })
export const incidentSettingView = z.object({
  contact: z.nullable(z.object({ member: memberRef, phone: z.string(), isActive: z.boolean() })),
  handlers: z.array(memberRef),
  /** Who has incidents that were escalated to the ops leads, and how many; empty for all but the ops lead. */
  late: z.array(z.object({ member: memberRef, count: z.int() })),
  isOn: z.boolean(),
  version: z.int(),
  /** Whether the viewer may change it: only the ops lead may. */
  mayChange: z.boolean(),
})
export type IncidentSettingView = z.infer<typeof incidentSettingView>
