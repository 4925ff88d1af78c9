import * as z from 'zod/mini'
import { storableText } from '../kernel/plain-text.ts'
import { wholeNumber } from '../kernel/whole-number.ts'

/** Fields of a joiner, in the order of the sheet. All are text until they are checked. */
export const joinerFields = [
  'name',
  'userid',
  'mobile',
  'email',
  'department',
  'position',
  'startsOn',
  'company',
  'sponsor',
  'endsOn',
] as const
export type JoinerField = (typeof joinerFields)[number]

/** Rows of one batch. */
export const MAX_ROWS = 2000
/** Longer than any valid value, so that the check itself says what is too long. */
const MAX_CELL = 300

const cell = z._default(storableText.check(z.maxLength(MAX_CELL)), '')

/** One line as it was typed, pasted or read from a sheet. `no` is its line there. */
export const joinerRow = z.strictObject({
  no: wholeNumber(1, 100_000),
  name: cell,
  userid: cell,
  mobile: cell,
  email: cell,
  department: cell,
  position: cell,
  startsOn: cell,
  company: cell,
  sponsor: cell,
  endsOn: cell,
})
export type JoinerRow = z.infer<typeof joinerRow>

export const joinerRows = z
  .array(joinerRow)
  .check(
    z.minLength(1),
    z.maxLength(MAX_ROWS),
    z.refine((rows) => new Set(rows.map(({ no }) => no)).size === rows.length, { error: 'rows.repeated' }),
  )

export const emptyJoiner = (no: number): JoinerRow => ({
  no,
  name: '',
  userid: '',
  mobile: '',
  email: '',
  department: '',
  position: '',
  startsOn: '',
  company: '',
  sponsor: '',
  endsOn: '',
})

/** A partner has a company, a sponsor or a contract end; whoever has one of them needs all. */
export const isPartner = ({ company, sponsor, endsOn }: Pick<JoinerRow, 'company' | 'sponsor' | 'endsOn'>): boolean =>
  company !== '' || sponsor !== '' || endsOn !== ''
