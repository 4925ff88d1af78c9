import type { RequestRow } from '../requests/model/request-queries.ts'

/** Returns the member whose information changes: another one when a department admin requested it for them. */
export const subjectOf = ({ applicantId, subjectId }: Pick<RequestRow, 'applicantId' | 'subjectId'>): string =>
  subjectId ?? applicantId
