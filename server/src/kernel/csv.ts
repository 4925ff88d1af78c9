import { csvLine } from '@desk/shared/kernel/csv-line'
import { REGISTERED, REGISTERED_EN } from './audit/registered-file.ts'

/**
 * `isCut`: the file has only the rows that match a search best. `erased`: number of people whose identity as signers was
 * erased, and who are not listed. `remark`: any other note for the reader.
 */
type Remarks = { isCut?: boolean; erased?: number; remark?: { zh: string; en: string } }

/** Returns the last line, with the number of rows: a file without it, or with another number, is truncated. */
export const csvEnd = (columns: readonly string[], rows: number, remarks: Remarks = {}): string =>
  csvLine(columns.map((_, index) => (index === 0 ? endOfRows(rows, remarks) : '')))

function endOfRows(rows: number, { isCut = false, erased = 0, remark }: Remarks): string {
  const zh = [
    ...(isCut ? ['仅含最相近的，未必是全部'] : []),
    ...(erased > 0 ? [`不含已匿名化的 ${String(erased)} 人`] : []),
    ...(remark ? [remark.zh] : []),
  ]
  const en = [
    ...(isCut ? ['the most similar only, maybe not all'] : []),
    ...(erased > 0 ? [`without ${String(erased)} people whose identity was erased`] : []),
    ...(remark ? [remark.en] : []),
  ]
  return `${[`共 ${String(rows)} 行`, ...zh, REGISTERED].join('，')} / ${[`${String(rows)} rows`, ...en, REGISTERED_EN].join(', ')}`
}
