import * as z from 'zod/mini'
import { memberRef } from '../directory/member-ref.ts'
import { deviceClients, deviceSystems } from '../session/parse-user-agent.ts'
import { calendarDay } from '../kernel/calendar-day-schema.ts'
import { idSchema } from '../kernel/ids.ts'
import { lineOfText } from '../kernel/plain-text.ts'
import { wholeNumber } from '../kernel/whole-number.ts'
import { policyTitle } from '../policies/policy-title-schema.ts'
import { LINK_DAYS } from './link-days.ts'

/** Maximum number of policies of a link. */
const MAX_POLICIES = 100

const titledPolicy = z.object({ id: idSchema('policy'), ...policyTitle })
export type TitledPolicy = z.infer<typeof titledPolicy>

/** `waiting`: created, not opened yet. `open`: bound to the browser that opened it. */
const linkStates = ['waiting', 'open', 'expired', 'ended'] as const
export type LinkState = (typeof linkStates)[number]

const auditorLinkView = z.object({
  id: idSchema('auditorLink'),
  /** For whom it was created. */
  name: z.string(),
  policies: z.array(titledPolicy),
  /** First and last day that it shows. */
  fromDay: calendarDay,
  toDay: calendarDay,
  createdBy: memberRef,
  createdAt: z.string(),
  expiresAt: z.string(),
  openedAt: z.nullable(z.string()),
  device: z.nullable(z.object({ client: z.enum(deviceClients), system: z.enum(deviceSystems) })),
  lastUsedAt: z.nullable(z.string()),
  /** Number of searches and answers. */
  views: z.int(),
  endedAt: z.nullable(z.string()),
  endedBy: z.nullable(memberRef),
  state: z.enum(linkStates),
})
export type AuditorLinkView = z.infer<typeof auditorLinkView>

/** Links, newest first, and the policies that a new one can contain. */
export const auditorLinks = z.object({
  items: z.array(auditorLinkView),
  next: z.nullable(z.string()),
  policies: z.array(titledPolicy),
  today: calendarDay,
})
export type AuditorLinks = z.infer<typeof auditorLinks>

export const auditorLinkBody = z.strictObject({
  name: lineOfText(40).check(z.minLength(1, { error: 'text.required' })),
  policies: z.array(idSchema('policy')).check(z.minLength(1), z.maxLength(MAX_POLICIES)),
  fromDay: calendarDay,
  toDay: calendarDay,
  days: wholeNumber(1, LINK_DAYS.most),
})
export type AuditorLinkBody = z.infer<typeof auditorLinkBody>

/** The only response that contains the token. */
export const createdAuditorLink = z.object({ url: z.string(), view: auditorLinkView })
export type CreatedAuditorLink = z.infer<typeof createdAuditorLink>

export const openLinkBody = z.strictObject({ token: z.string().check(z.regex(/^[A-Za-z0-9]{32,64}$/)) })
