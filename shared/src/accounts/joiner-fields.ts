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

/** Whether the joiner is the former member of this name or account: `same` keeps the account and what belongs to it. */
export const returnAnswers = ['same', 'other'] as const
type ReturnAnswer = (typeof returnAnswers)[number]

/**
 * One line as it was typed, pasted or read from a sheet. `no` is its line there. `returnAnswer`: what HR answered about a
 * former member; empty: not asked, or not answered yet.
 */
export type JoinerRow = { no: number; returnAnswer: ReturnAnswer | '' } & Record<JoinerField, string>

/** Maximum number of rows of a batch. */
export const MAX_ROWS = 2000
/** Maximum characters of a cell: more than any valid value has, so that the check itself says what is too long. */
export const MAX_CELL = 300

/** Returns a row in which nothing is typed. */
export const emptyJoiner = (no: number): JoinerRow => ({
  no,
  returnAnswer: '',
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

/** Returns whether a row is a partner's: it has a company, a sponsor or a contract end. A partner needs all three. */
export const isPartner = ({ company, sponsor, endsOn }: Pick<JoinerRow, 'company' | 'sponsor' | 'endsOn'>): boolean =>
  company !== '' || sponsor !== '' || endsOn !== ''
