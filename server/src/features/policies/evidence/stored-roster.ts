import { toBase64, utf8 } from '@desk/shared/evidence/bytes'
import { isObject, parseCanonical } from '@desk/shared/evidence/bundle/read-files'
import { leafHash } from '@desk/shared/evidence/merkle'
import { createRunningTree } from '../../audit/log/running-tree.ts'
import type { RosterCommitment } from '../completeness/roster-line-queries.ts'
import { rosterTexts } from '../completeness/roster-lines.ts'

/** Returns whether a stored roster has `size` lines, and they hash to its root and match its counts. */
export async function isRosterIntact(
  { lines, root, counts }: Pick<RosterCommitment, 'lines' | 'root' | 'counts'>,
  size: number,
): Promise<boolean> {
  const tree = createRunningTree()
  const found: Record<string, number> = {}
  try {
    for await (const line of linesOf(lines)) {
      const value = parseCanonical(line)
      const state = isObject(value) ? String(value['state']) : ''
      found[state] = (found[state] ?? 0) + 1
      tree.add(leafHash(utf8(line)))
    }
  } catch {
    // The lines cannot be unzipped or parsed.
    return false
  }
  const states = [...Object.keys(counts), ...Object.keys(found)]
  return (
    tree.size() === size &&
    toBase64(tree.root()) === root &&
    states.every((state) => (counts[state] ?? 0) === (found[state] ?? 0))
  )
}

async function* linesOf(lines: Uint8Array): AsyncGenerator<string> {
  let rest = ''
  for await (const text of rosterTexts({ lines })) {
    const parts = `${rest}${text}`.split('\n')
    rest = parts.pop() ?? ''
    yield* parts
  }
  if (rest !== '') yield rest
}
