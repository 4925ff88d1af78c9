import { z } from 'zod'
import type { MemberFields } from '../../ports/wecom.ts'

/**
 * The part of WeCom's API that we use, as it travels. Empty and absent are both seen in the wild, so everything that is
 * not an identity is optional here and gets its default in one place.
 */
const text = z.string().default('')
/** Some proxies and old pages send numbers as text; an empty text or null is no number. */
const int = z.union([
  z.number().int(),
  z
    .string()
    .regex(/^-?\d{1,15}$/)
    .transform(Number),
])
const ints = z.array(int).default([])

/** `errcode` absent means success for a few APIs (doc 90664). */
export const envelope = z.looseObject({ errcode: int.default(0), errmsg: text })

export const tokenAnswer = z.object({ access_token: z.string().min(1).max(2048), expires_in: int })
export const ticketAnswer = z.object({ ticket: z.string().min(1).max(2048), expires_in: int })

/** New API lower case, legacy upper case (doc 91023); both are read. */
export const identityAnswer = z.object({
  userid: z.string().optional(),
  UserId: z.string().optional(),
  openid: z.string().optional(),
  OpenId: z.string().optional(),
})

export const memberAnswer = z.object({
  userid: z.string().min(1),
  name: text,
  alias: text,
  department: ints,
  order: ints,
  main_department: int.optional(),
  is_leader_in_dept: ints,
  position: text,
  telephone: text,
  status: z.union([z.literal(1), z.literal(2), z.literal(4), z.literal(5)]),
})
export const ownerAnswer = z.object({ userid: z.string().min(1) })
/** One row per membership; an empty cursor ends it (doc 96067). */
export const memberIdsAnswer = z.object({
  next_cursor: text,
  dept_user: z.array(z.object({ userid: z.string(), department: int })).default([]),
})
export const memberListAnswer = z.object({ userlist: z.array(memberAnswer).default([]) })

export const departmentListAnswer = z.object({
  department: z.array(z.object({ id: int, name: text, parentid: int.default(0), order: int.default(0) })).default([]),
})

export const appAnswer = z.object({
  close: int.default(0),
  redirect_domain: text,
  home_url: text,
  allow_partys: z.object({ partyid: ints }).default({ partyid: [] }),
  allow_userinfos: z.object({ user: z.array(z.object({ userid: z.string() })).default([]) }).default({ user: [] }),
})
export const tileAnswer = z.object({ type: z.string().default('normal') })

/** The token may not do this (doc 90313); which of the two comes is not documented. */
export const forbiddenCodes: readonly number[] = [48002, 60011]

/**
 * The company has not got it, or this app is not on its list (doc 90313). Which code each of these areas answers is
 * documented for none of them.
 */
export const notAvailableCodes: readonly number[] = [
  ...forbiddenCodes,
  301002,
  301025,
  640_000,
  640_001,
  640_028,
  60111,
  60021,
  48009,
]

export const sendAnswer = z.object({ msgid: text, response_code: text, invaliduser: text })
export const replaceAnswer = z.object({ invaliduser: z.union([z.array(z.string()), z.string()]).default([]) })
export const emptyAnswer = z.object({})

/** Codes that say the token is dead: fetch a new one and repeat once (doc 90313; both occur for an expired token). */
export const staleTokenCodes: readonly number[] = [40014, 42001]

/** corpid or secret is wrong, was reset, or the app is stopped (doc 90313): the next try would answer the same. */
export const badSecretCodes: readonly number[] = [40001, 40013, 40091]

/** Details that the contacts secret may not read since 2022, or was never given (doc 96079). */
export const contactsReadCodes: readonly number[] = [48002, 48009]

/** Too many calls in the window of the API (doc 90313). */
export const rateCodes: readonly number[] = [45009]

/** Busy, or too much at once, for a moment: the same call may be asked again, three times at most (doc 90313). */
export const transientCodes: readonly number[] = [-1, 45033]

/** Our address is not on WeCom's list (doc 90313). */
export const ipNotAllowedCodes: readonly number[] = [60020, 301042]

/** Codes by which WeCom says "not here, or not yours to see" of a member (doc 90313). */
export const memberNotVisibleCodes: readonly number[] = [40003, 46004, 50002, 60011, 60021, 60111, 92000]

/** Nobody's that we may see: number, mail, company mail (doc 90313). */
export const ownerNotFoundCodes: readonly number[] = [...memberNotVisibleCodes, 60146, 60147, 60148]

/** No receiver could be reached (doc 90313). */
export const noReceiverCodes: readonly number[] = [81013]

/** A card's code was used, is too old, or its receivers differ (doc 94888). */
export const expiredCardCodes: readonly number[] = [60140, 82102]

/**
 * The task id was used before (doc 90313). Ours are made for one card each, so it was this card: an earlier call took
 * effect and its answer was lost. Whether this or the duplicate check answers first is not documented.
 */
export const duplicateTaskCodes: readonly number[] = [42014]

/** Our words for the fields of user/update (doc 90197). */
export const memberFields = ({ seating, bizMail, ...rest }: MemberFields) => ({
  ...rest,
  ...(seating && {
    department: seating.seats.map(({ department }) => department),
    // As long as the list of departments, or WeCom refuses (60132).
    order: seating.seats.map(({ order }) => order),
    is_leader_in_dept: seating.seats.map(({ isLeader }) => (isLeader ? 1 : 0)),
    main_department: seating.mainDepartment,
  }),
  ...(bizMail === undefined ? {} : { biz_mail: bizMail }),
})
