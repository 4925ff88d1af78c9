/** Returns the item at this index of the list, which begins again after its end. */
export const itemAt = <Item>(list: readonly Item[], index: number): Item => list[index % list.length]!
