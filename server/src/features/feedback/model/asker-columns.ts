import type { Tx } from '../../../db/database.ts'
import { countPeople } from './asker-queries.ts'
import type { ProblemRow } from './feedback-queries.ts'

/** Returns the columns that depend on the askers: the number of people, and the departments with those of a new asker. */
export async function askerColumns(
  tx: Tx,
  { id, departments }: ProblemRow,
  departmentPath: readonly number[],
): Promise<Pick<ProblemRow, 'people' | 'departments'>> {
  return { people: await countPeople(tx, [id]), departments: [...new Set([...departments, ...departmentPath])] }
}
