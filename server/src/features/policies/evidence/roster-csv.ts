import type { PersonRow } from '@desk/shared/policies/board-schemas'
import { csvEnd, csvHead, csvLine } from '../../../kernel/csv.ts'
import { countErasedOf, peopleOf, type RosterSelection } from './roster-rows.ts'

/** Columns of the CSV file, which other programs read: append, never rename. */
const columns = [
  'userid',
  'name',
  'department',
  'state',
  'version',
  'basis',
  'signed_at',
  'receipt',
  'opened_at',
  'due_at',
  'reminders',
  'partner',
] as const

const lineOf = (person: PersonRow): string[] => [
  person.userid,
  person.name,
  person.department.join(' / '),
  person.state,
  person.signedLabel ?? '',
  person.basis ?? '',
  person.signedAt ?? '',
  person.receipt ?? '',
  person.openedAt ?? '',
  person.dueAt,
  String(person.reminders),
  person.isPartner ? 'yes' : '',
]

export async function* rosterCsv(selection: RosterSelection): AsyncGenerator<string> {
  let count = 0
  yield csvHead(columns)
  for await (const people of peopleOf(selection)) {
    count += people.length
    yield people.map((person) => csvLine(lineOf(person))).join('')
  }
  yield csvEnd(columns, count, { erased: await countErasedOf(selection) })
}
