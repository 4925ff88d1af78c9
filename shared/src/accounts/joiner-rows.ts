import * as z from 'zod/mini'
import { storableText } from '../kernel/plain-text.ts'
import { wholeNumber } from '../kernel/whole-number.ts'
import { MAX_CELL, MAX_ROWS, returnAnswers } from './joiner-fields.ts'

const cell = z._default(storableText.check(z.maxLength(MAX_CELL)), '')

export const joinerRow = z.strictObject({
  no: wholeNumber(1, 100_000),
  returnAnswer: z._default(z.enum(['', ...returnAnswers]), ''),
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

export const joinerRows = z.array(joinerRow).check(
  z.minLength(1),
  z.maxLength(MAX_ROWS),
  z.refine((rows) => new Set(rows.map(({ no }) => no)).size === rows.length, { error: 'rows.repeated' }),
)
