import type { PersonRow, StateCounts } from '@desk/shared/policies/board-schemas'
import { csvHead, csvLine } from '@desk/shared/kernel/csv-line'
import { offsetTime } from '../../../kernel/local-time.ts'
import { csvEnd } from '../../../kernel/csv.ts'
import { dayCommitment } from '../completeness/committed-day.ts'
import { zeroCounts } from '../roster/counts.ts'
import { countErasedOf, isWhole, peopleOf, type SelectedRoster } from './roster-rows.ts'
import { committedTexts } from './roster-texts.ts'

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

const lineOf = (person: PersonRow, timeOf: (instant: string | null) => string): string[] => [
  person.userid,
  person.name,
  person.department.join(' / '),
  person.state,
  person.signedLabel ?? '',
  person.basis ?? '',
  timeOf(person.signedAt),
  person.receipt ?? '',
  timeOf(person.openedAt),
  timeOf(person.dueAt),
  String(person.reminders),
  person.isPartner ? 'yes' : '',
]

/** Yields the list as CSV. Its last line says that it is complete. */
export async function* rosterCsv(selection: SelectedRoster): AsyncGenerator<string> {
  const { timeZone } = selection.reader.site
  const timeOf = (instant: string | null) => (instant === null ? '' : offsetTime(timeZone, new Date(instant)))
  let count = 0
  const counts: StateCounts = { ...zeroCounts }
  yield csvHead(columns)
  for await (const people of peopleOf(selection)) {
    count += people.length
    for (const { state } of people) counts[state] += 1
    yield people.map((person) => csvLine(lineOf(person, timeOf))).join('')
  }
  yield csvEnd(columns, count, { erased: await countErasedOf(selection), ...(await dayRemark(selection, counts)) })
}

/** Returns the remark of the last line about a past day. */
async function dayRemark(selection: SelectedRoster, counts: StateCounts) {
  const { reader, policy, day } = selection
  if (day === null) return {}
  const listed = isWhole(selection) ? counts : undefined
  const { zh, en } = committedTexts[await dayCommitment(reader, policy, day, listed)]
  return { remark: { zh: `截至 ${day} 24:00，${zh}`, en: `as of the end of ${day}, ${en}` } }
}
