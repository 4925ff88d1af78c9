/** The widths of a Latin letter and of a Chinese character, at most, in sizes of the text. */
const [LETTER, CHARACTER] = [0.6, 1] as const

const widthOf = (label: string): number =>
  [...label].reduce((sum, letter) => sum + (letter > '\u2e7f' ? CHARACTER : LETTER), 0)

/**
 * Returns the labels below the columns, in pixels. They begin at the mark of their column, or end at the edge where they
 * would be cut off. A label that would touch the one before it is left out. `em`: the size of the text.
 */
export function columnLabels<Tick extends { at: number; label: string }>(
  ticks: readonly Tick[],
  { pitch, width, em }: { pitch: number; width: number; em: number },
): (Tick & { x: number; isAtEdge: boolean })[] {
  let free = 0
  return ticks.flatMap((tick) => {
    const x = tick.at * pitch
    const length = em * widthOf(tick.label)
    const isAtEdge = x + length > width
    const begin = isAtEdge ? width - length : x
    if (begin < free && free > 0) return []
    free = begin + length
    return [{ ...tick, x, isAtEdge }]
  })
}
