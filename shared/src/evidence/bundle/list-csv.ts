import { csvHead, csvLine } from '../../kernel/csv-line.ts'
import { printable } from './describe-result.ts'
import type { ListedPerson } from './list-people.ts'

/** Headings of a list, in the order of its columns, and how it names a state. */
type ListWords = { columns: readonly string[]; state: (state: string) => string }

/** The names that the records use. */
const plainWords: ListWords = {
  columns: [
    'name',
    'userid',
    'person',
    'state',
    'policyId',
    'version',
    'versionId',
    'signedAt',
    'index',
    'signature',
    'firstCheckpoint',
    'firstCheckpointAt',
  ],
  state: (state) => state,
}

/** Returns the list as CSV. The file's owner wrote its texts: none of them can end a line or begin a formula. */
export const listCsv = (people: readonly ListedPerson[], { columns, state }: ListWords = plainWords): string =>
  csvHead(columns) +
  people
    .map(({ name, userid, person, policyId, signature, ...line }) =>
      csvLine(
        [
          name ?? '',
          userid ?? '',
          person,
          line.state === null ? '' : state(line.state),
          policyId,
          signature?.label ?? '',
          signature?.versionId ?? '',
          signature?.at ?? '',
          signature ? String(signature.index) : '',
          signature?.id ?? '',
          signature?.anchor ? String(signature.anchor.size) : '',
          signature?.anchor?.at ?? '',
        ].map(printable),
      ),
    )
    .join('')
