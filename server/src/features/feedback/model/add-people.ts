import type { Tx } from '../../../db/database.ts'
import { countPeople } from './asker-queries.ts'
import type { ProblemRow } from './feedback-queries.ts'

/** Returns the columns that follow from the askers, after some were added. */
export async function addPeople(
  tx: Tx,
  { id, departments }: ProblemRow,
  added: readonly number[],
): Promise<Pick<ProblemRow, 'people' | 'departments'>> {
  return { people: await countPeople(tx, [id]), departments: [...new Set([...departments, ...added])] }
}
