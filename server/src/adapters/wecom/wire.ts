import { z } from 'zod'
import type { MemberFields } from '../../ports/wecom.ts'
import { forbiddenCodes } from '../../kernel/app-error.ts'

/**
 * Zod schemas of the WeCom responses that this app reads. WeCom omits fields or sends them empty, so every field except
 * an identifier is optional and gets its default here.
 */

const text = z.string().default('')
/** Some proxies and old pages send numbers as text; an empty string or null is rejected. */
const int = z.union([
  z.number().int(),
  z
    .string()
    .regex(/^-?\d{1,15}$/)
    .transform(Number),
])
const ints = z.array(int).default([])

/** An absent `errcode` means success for a few APIs (doc 90664). */
export const envelope = z.looseObject({ errcode: int.default(0), errmsg: text })

export const tokenAnswer = z.object({ access_token: z.string().min(1).max(2048), expires_in: int })
export const ticketAnswer = z.object({ ticket: z.string().min(1).max(2048), expires_in: int })

/** New API lower case, legacy upper case (doc 91023); both are read. */
export const identityAnswer = z.object({
  userid: z.string().optional(),
  UserId: z.string().optional(),
  openid: z.string().optional(),
  OpenId: z.string().optional(),
  /** With a consent only, for half an hour (doc 91023). */
  user_ticket: z.string().optional(),
})

/** Fields are absent when the company has not opened them or the member has not consented. */
export const contactsAnswer = z.object({
  userid: z.string().min(1),
  mobile: z.string().default(''),
  email: z.string().default(''),
  biz_mail: z.string().default(''),
})

/** Status of a member who left the company (doc 90196). */
export const LEFT = 5

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
  /** Attributes of other types, such as links, have no text. */
  extattr: z
    .object({ attrs: z.array(z.object({ name: text, text: z.object({ value: text }).optional() })).default([]) })
    .default({ attrs: [] }),
  status: z.union([z.literal(1), z.literal(2), z.literal(4), z.literal(LEFT)]),
})
export const ownerAnswer = z.object({ userid: z.string().min(1) })
/** One row per membership; an empty cursor ends the list (doc 96067). */
export const memberIdsAnswer = z.object({
  next_cursor: text,
  dept_user: z.array(z.object({ userid: z.string(), department: int })).default([]),
})
export const memberListAnswer = z.object({ userlist: z.array(memberAnswer).default([]) })

export const departmentListAnswer = z.object({
  department: z.array(z.object({ id: int, name: text, parentid: int.default(0), order: int.default(0) })).default([]),
})

export const tagAnswer = z.object({
  userlist: z.array(z.object({ userid: z.string().min(1) })).default([]),
  partylist: ints,
})
/** There is no such tag (doc 90313). */
export const noTagCodes: readonly number[] = [40068]

export const appAnswer = z.object({
  close: int.default(0),
  redirect_domain: text,
  home_url: text,
  allow_partys: z.object({ partyid: ints }).default({ partyid: [] }),
  allow_tags: z.object({ tagid: ints }).default({ tagid: [] }),
  allow_userinfos: z.object({ user: z.array(z.object({ userid: z.string() })).default([]) }).default({ user: [] }),
})
export const tileAnswer = z.object({ type: z.string().default('normal') })

/** The agent id is that of another app than the token's (doc 90313). */
export const OTHER_AGENT_CODE = 301002

/**
 * The feature is not enabled for the company, or the app is not authorized for it (doc 90313). Which code each API
 * returns is not documented.
 */
export const notAvailableCodes: readonly number[] = [
  ...forbiddenCodes,
  OTHER_AGENT_CODE,
  301025,
  640_000,
  640_001,
  640_028,
  84074,
  60111,
  60021,
  48009,
]

/** The member has no customers: an empty list is this refusal (doc 90313). */
export const NO_CUSTOMERS_CODE = 84061

export const sendAnswer = z.object({ msgid: text, response_code: text, invaliduser: text })
export const replaceAnswer = z.object({ invaliduser: z.union([z.array(z.string()), z.string()]).default([]) })
export const emptyAnswer = z.object({})

/**
 * Codes for an expired or invalid token: fetch a new one and retry once (doc 90313; both occur for an expired token).
 */
export const staleTokenCodes: readonly number[] = [40014, 42001]

/** corpid or secret is wrong, was reset, or the app is disabled (doc 90313): a retry would get the same response. */
export const badSecretCodes: readonly number[] = [40001, 40013, 40091]

/** Codes for details that the contacts secret has not been able to read since 2022, or never could (doc 96079). */
export const contactsReadCodes: readonly number[] = [48002, 48009]

/** Too many calls in the window of the API (doc 90313). */
export const rateCodes: readonly number[] = [45009]

/** Transient overload: the same call may be retried, at most three times (doc 90313). */
export const transientCodes: readonly number[] = [-1, 45033]

/** Codes for a member that does not exist or is not visible to the app (doc 90313). */
export const memberNotVisibleCodes: readonly number[] = [40003, 46004, 50002, 60011, 60021, 60111, 92000]

/** Codes for a list of members with at least one that does not exist or is not visible to the app (doc 90313). */
export const memberListCodes: readonly number[] = [...memberNotVisibleCodes, 40031]

/** Codes for a member outside the app's visible range (doc 90313). */
export const outOfRangeCodes: readonly number[] = [60011, 60021]

/** No visible member owns this phone number, email or company email (doc 90313). */
export const ownerNotFoundCodes: readonly number[] = [...memberNotVisibleCodes, 60146, 60147, 60148]

/** No recipient could be reached (doc 90313). */
export const noReceiverCodes: readonly number[] = [81013]

/**
 * A card's code was used, is too old, or its recipients differ (doc 94888). Which code is returned when none of them is a
 * visible member any more is not documented.
 */
export const expiredCardCodes: readonly number[] = [60140, 82102, ...noReceiverCodes, ...memberListCodes]

/**
 * The task id was used before (doc 90313). Task ids are unique per card, so an earlier call took effect and its
 * response was lost. Whether this code or the duplicate check comes first is not documented.
 */
export const duplicateTaskCodes: readonly number[] = [42014]

/** Maps `MemberFields` to the parameters of user/update (doc 90197). */
export const toUpdateParameters = ({ departments, bizMail, ...rest }: MemberFields) => ({
  ...rest,
  ...(departments && {
    department: departments.memberships.map(({ department }) => department),
    // Must have the length of the list of departments, or WeCom refuses (60132).
    order: departments.memberships.map(({ order }) => order),
    is_leader_in_dept: departments.memberships.map(({ isLeader }) => (isLeader ? 1 : 0)),
    main_department: departments.mainDepartment,
  }),
  ...(bizMail === undefined ? {} : { biz_mail: bizMail }),
})
