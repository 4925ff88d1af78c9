import * as z from 'zod/mini'
import { memberRef, memberWithDepartment } from '../directory/member-ref.ts'
import { type CalendarDay } from '../kernel/calendar-day.ts'
import { calendarDay } from '../kernel/calendar-day-schema.ts'
import { useridSchema } from '../kernel/ids.ts'
import { pageOf, pageQuery } from '../kernel/page.ts'
import { lineOfText } from '../kernel/plain-text.ts'
import { SEARCH_MAX } from '../kernel/search-max.ts'
import { wholeNumber } from '../kernel/whole-number.ts'
import { shiftDay } from '../kernel/working-calendar.ts'

const instant = z.string()
const requiredLine = lineOfText(200).check(z.minLength(1, { error: 'text.required' }))

/** The sponsor is asked this many days before the last day. */
export const PARTNER_NOTICE_DAYS = [30, 7, 1] as const
/** How far ahead a contract may end, in days: it is confirmed again at least every second year. */
const MAX_DAYS_AHEAD = 731
/** Returns the last day on which a contract that is entered today may end. */
export const lastContractDay = (today: CalendarDay): CalendarDay => shiftDay(today, MAX_DAYS_AHEAD)

/**
 * `unregistered`: the directory marks them as a partner, and nobody registered a contract. `closing`: it was decided that the
 * account is disabled after the last day. `disabling`: ordered, and not read back yet. `enabling`: renewed, and WeCom still
 * shows the account as disabled.
 */
const partnerStates = ['unregistered', 'running', 'ending', 'closing', 'disabling', 'disabled', 'enabling'] as const
export type PartnerState = (typeof partnerStates)[number]

export const partnerBody = z.strictObject({
  userid: useridSchema,
  company: requiredLine,
  sponsor: useridSchema,
  endsOn: calendarDay,
  /** The last day that the form showed; null: none. The change is refused if the stored one differs. */
  seenEndsOn: z.optional(z.nullable(calendarDay)),
})
export type PartnerBody = z.infer<typeof partnerBody>

const partnerView = z.object({
  ...memberWithDepartment.shape,
  company: z.string(),
  sponsor: z.nullable(memberRef),
  /**
   * Whether another sponsor is needed, because there is none, or theirs left or is disabled for another reason than a lost
   * phone. False once the account of the partner is disabled.
   */
  needsSponsor: z.boolean(),
  endsOn: z.nullable(calendarDay),
  /** Days until the last day; 0 on that day, negative after it. */
  daysLeft: z.nullable(z.int()),
  state: z.enum(partnerStates),
  /** Who decided that the account is disabled after the last day. */
  closing: z.nullable(z.object({ by: memberRef, at: instant })),
  /** When WeCom showed the account as disabled. */
  disabledAt: z.nullable(instant),
  /** Why the account has to be disabled or enabled in the console; null: this app does it. */
  trouble: z.nullable(z.string()),
  allowed: z.array(z.enum(['renew', 'close', 'keep', 'register', 'end', 'release'])),
})
export type PartnerView = z.infer<typeof partnerView>

export const partnerQuery = z.strictObject({
  ...pageQuery.shape,
  /** `due`: only partners who need action. */
  view: z.optional(z.enum(['due'])),
  /** Name, pinyin or initials. */
  q: z.optional(lineOfText(SEARCH_MAX).check(z.minLength(1))),
})
export type PartnerQuery = z.output<typeof partnerQuery>

export const partnerList = z.object({ ...pageOf(partnerView).shape, today: calendarDay })
export type PartnerList = z.infer<typeof partnerList>

export const partnerPage = z.object({ partner: partnerView, today: calendarDay })
export type PartnerPage = z.infer<typeof partnerPage>

/** The last day that the page showed: the decision is refused if the stored one differs. */
const seen = { seenEndsOn: calendarDay }
export const renewalBody = z.strictObject({ ...seen, endsOn: calendarDay })
export type RenewalBody = z.infer<typeof renewalBody>

/** `close`: the account is disabled after the last day. `keep` takes that back, so that the sponsor is asked again. */
export const partnerDecisionBody = z.strictObject({ ...seen, decision: z.enum(['close', 'keep']) })
export type PartnerDecisionBody = z.infer<typeof partnerDecisionBody>

const word = lineOfText(64)
const version = wholeNumber(0)
export const partnerMark = z.object({ attribute: word, value: word, version })
export type PartnerMark = z.infer<typeof partnerMark>
/** The attribute of the directory, and its value, by which the company marks partners. An empty attribute: none. */
export const partnerMarkBody = z.strictObject({ attribute: word, value: word, version })
export type PartnerMarkBody = z.infer<typeof partnerMarkBody>
