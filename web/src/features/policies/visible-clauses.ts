import type { VisibleClause } from './read-progress.ts'

/** Returns the id of the element that shows a clause. */
export const clauseElementId = (id: string): string => `clause-${id}`

/** Returns where these clauses are on the screen, and the height of the window between the bars that cover part of it. */
export function measureClauses(ids: readonly string[]): { clauses: VisibleClause[]; height: number } {
  const start = document.querySelector('.read-progress')?.getBoundingClientRect().bottom ?? 0
  const end = document.querySelector('.bar')?.getBoundingClientRect().top ?? innerHeight
  const clauses = ids.flatMap((id) => {
    const box = document.getElementById(clauseElementId(id))?.getBoundingClientRect()
    return box ? [{ id, top: box.top - start, bottom: box.bottom - start }] : []
  })
  // One pixel, because positions are fractions.
  return { clauses, height: end - start + 1 }
}
