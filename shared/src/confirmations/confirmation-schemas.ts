import * as z from 'zod/mini'
import { calendarDay } from '../kernel/calendar-day-schema.ts'
import { memberRef } from '../directory/member-ref.ts'
import { idSchema } from '../kernel/ids.ts'
import { departmentText } from '../kernel/whole-number.ts'
import { pageOf } from '../kernel/page.ts'
import { lineOfText } from '../kernel/plain-text.ts'
import { sha256Text } from '../kernel/sha256-text.ts'
import { audience, isEmptyAudience } from '../policies/audience.ts'
import {
  campaignStates,
  confirmationFields,
  confirmationMethods,
  confirmationStates,
  hiddenFields,
} from './confirmation-states.ts'

const CAMPAIGN_TITLE_MAX = 30

const field = z.enum(confirmationFields)
const hiddenField = z.enum(hiddenFields)
const fieldValue = z.object({ field, value: z.string() })
const state = z.enum(confirmationStates)
const counts = z.record(state, z.int())
const audienceToAsk = audience.check(z.refine((rule) => !isEmptyAudience(rule), { error: 'confirmation.nobody' }))

export const audiencePreviewBody = z.strictObject({ audience: audienceToAsk })

/** Number of people who would be asked today, and of those who cannot answer. */
export const audiencePreview = z.object({ asked: z.int(), excluded: z.int() })
export type AudiencePreview = z.infer<typeof audiencePreview>

/** `startsOn` and `endsOn` are the first and the last day. */
export const campaignBody = z
  .strictObject({
    title: lineOfText(CAMPAIGN_TITLE_MAX).check(z.minLength(1, { error: 'text.required' })),
    audience: audienceToAsk,
    fields: z.array(field).check(
      z.minLength(1, { error: 'confirmation.no_fields' }),
      z.maxLength(confirmationFields.length),
      z.refine((fields) => new Set(fields).size === fields.length),
    ),
    startsOn: calendarDay,
    endsOn: calendarDay,
  })
  .check(z.refine(({ startsOn, endsOn }) => startsOn <= endsOn, { error: 'confirmation.ends_first', path: ['endsOn'] }))
export type CampaignBody = z.infer<typeof campaignBody>

/** `before`: only if the campaign has not started. Pages of 0.18.0 do not send it. */
export const campaignEndBody = z.strictObject({ before: z.optional(z.literal('start')) })
export type CampaignEndBody = z.infer<typeof campaignEndBody>

const campaignHeading = z.object({
  id: idSchema('campaign'),
  title: z.string(),
  startsOn: z.string(),
  endsOn: z.string(),
  /**
   * The day on which it began, if the server was down on the first day; the last day is later by the lost days. A server of
   * 0.18.0 does not send it.
   */
  lateStart: z.optional(z.nullable(z.string())),
  state: z.enum(campaignStates),
})

const campaignRow = z.object({
  ...campaignHeading.shape,
  /** Whether anybody was asked: a campaign that was cancelled before its start has no board. A server of 0.18.0 does not send it. */
  isStarted: z.optional(z.boolean()),
  counts,
  createdBy: z.string(),
  createdAt: z.string(),
})

/** The latest campaigns, and the day from which a new one may start. */
export const campaignList = z.object({ items: z.array(campaignRow), today: z.string() })
export type CampaignList = z.infer<typeof campaignList>

/** The page on which a member checks their own data. */
export const confirmationView = z.object({
  campaign: campaignHeading,
  state,
  fields: z.array(z.object({ ...fieldValue.shape, isChanged: z.boolean(), isReported: z.boolean() })),
  /** Fields that WeCom hides, and that are not confirmed with the others unless the member consents. */
  leftOut: z.array(hiddenField),
  /** Hidden fields that were confirmed with the latest answer. */
  hiddenConfirmed: z.array(hiddenField),
  /** Hash of the values on screen; an answer returns it. */
  hash: sha256Text,
  answeredAt: z.nullable(z.string()),
  /** Who confirmed in person, or reported that the member left; null: the member. */
  answeredBy: z.nullable(memberRef),
  /** An open request of the member to change their information. */
  openRequest: z.nullable(idSchema('request')),
  mayAnswer: z.boolean(),
})
export type ConfirmationView = z.infer<typeof confirmationView>

/** Where the member consents that WeCom shows the hidden fields; null: only WeCom's own client can ask. */
export const consentRequest = z.object({ url: z.nullable(z.string()) })

/** What WeCom returned to the page with the consent. Each can be used once. */
export const consentBody = z.strictObject({
  code: z.string().check(z.regex(/^[\x21-\x7e]{1,512}$/)),
  state: z.string().check(z.regex(/^[A-Za-z0-9]{1,128}$/)),
})
export type ConsentBody = z.infer<typeof consentBody>

/** Hidden values, shortened so that only their owner recognizes them. Nothing of them is stored; an answer returns the seal. */
export const hiddenValues = z.object({
  items: z.array(z.object({ field: hiddenField, value: z.string() })),
  seal: z.string(),
})
export type HiddenValues = z.infer<typeof hiddenValues>

/** The hidden fields that were on screen and are right. */
const hiddenAnswer = z.strictObject({
  fields: z.array(hiddenField).check(z.minLength(1), z.maxLength(hiddenFields.length)),
  seal: z.string().check(z.regex(/^[a-z0-9]{1,12}x[0-9a-f]{64}$/)),
})
export type HiddenAnswer = z.infer<typeof hiddenAnswer>

/** The answer of a member to exactly the values that were on screen. */
export const answerBody = z.discriminatedUnion('answer', [
  z.strictObject({ answer: z.literal('ok'), hash: sha256Text, hidden: z.optional(hiddenAnswer) }),
  z.strictObject({
    answer: z.literal('wrong'),
    hash: sha256Text,
    fields: z.array(field).check(z.minLength(1), z.maxLength(5)),
  }),
])
export type AnswerBody = z.infer<typeof answerBody>

/** What a department admin or HR states about a person. */
export const inPersonBody = z.strictObject({ answer: z.enum(['ok', 'left']), hash: sha256Text })
export type InPersonBody = z.infer<typeof inPersonBody>

const namedDepartment = z.object({ id: z.int(), name: z.string() })

const peopleOfBoard = { department: z.optional(departmentText), state: z.optional(state) }
/** `departments`: the first `BOARD_DEPARTMENTS`, or all, as also without it: pages of 0.18.0 cannot request the rest. */
export const confirmationBoardQuery = z.object({ ...peopleOfBoard, departments: z.optional(z.enum(['first', 'all'])) })
export type ConfirmationBoardQuery = z.infer<typeof confirmationBoardQuery>

export const confirmationPeopleQuery = z.object({
  ...peopleOfBoard,
  after: z.optional(z.string().check(z.regex(/^\d{1,10}:[A-Za-z0-9_\-@.]{1,64}$/))),
})
export type ConfirmationPeopleQuery = z.infer<typeof confirmationPeopleQuery>

const confirmationPerson = z.object({
  ...memberRef.shape,
  /** Names of the department's path, below the company. */
  department: z.array(z.string()),
  state,
  values: z.array(fieldValue),
  /** Fields that differ from what was confirmed, or that the person reported as wrong. */
  fields: z.array(field),
  hash: sha256Text,
  answeredAt: z.nullable(z.string()),
  method: z.nullable(z.enum(confirmationMethods)),
  /** Who answered for them; null: themselves, or nobody. */
  by: z.nullable(z.string()),
  mayConfirm: z.boolean(),
})
export type ConfirmationPerson = z.infer<typeof confirmationPerson>

/** `total`: people in that state, or all. */
export const confirmationPeople = z.object({ ...pageOf(confirmationPerson).shape, total: z.int() })
export type ConfirmationPeople = z.infer<typeof confirmationPeople>

/** How far a campaign is in the part of the company that the reader may see, and its people in one state. */
export const confirmationBoard = z.object({
  campaign: campaignHeading,
  fields: z.array(field),
  /** Null: the company. `above`: departments above it that the reader may see. */
  department: z.nullable(z.object({ ...namedDepartment.shape, above: z.array(namedDepartment) })),
  isCompanyVisible: z.boolean(),
  /** Other departments of a reader who administers several. */
  others: z.array(namedDepartment),
  counts,
  /** Child departments, most people to answer first: all of them, or the first `BOARD_DEPARTMENTS` if only these are requested. */
  departments: z.array(z.object({ ...namedDepartment.shape, counts, isParent: z.boolean() })),
  /** Number of all child departments. */
  departmentCount: z.int(),
  /** Number of changes that are not counted yet. */
  behind: z.int(),
  countedAt: z.string(),
  people: confirmationPeople,
  allowed: z.array(z.enum(['remind', 'confirm', 'end'])),
})
export type ConfirmationBoard = z.infer<typeof confirmationBoard>

export const remindBody = z.strictObject({ department: z.optional(departmentText) })

/** Number of people who are sent a reminder, without those who had one today. `isMore`: one call does not remind them all. */
export const remindResult = z.object({ reminded: z.int(), isMore: z.boolean() })
export type RemindResult = z.infer<typeof remindResult>
