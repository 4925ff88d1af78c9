/** Maximum characters of the kind in the name of a group. */
export const KIND_MAX = 6
/** Maximum months until a group of a template expires. */
export const MONTHS_MAX = 24
/** Range of the number of people from which a group counts as large, so that the management department confirms it. */
export const LARGE_GROUP = { least: 3, most: 2000 } as const
/** Maximum code points of the purpose of a group and of a reason that its owner reads; fits a row of a card. */
export const GROUP_TEXT_MAX = 60
