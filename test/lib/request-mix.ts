/** Shares of a hundred requests of a working day: reads are far more frequent than writes. */
export const requestShares = {
  '/healthz': 6,
  'home page': 6,
  home: 16,
  'own list': 16,
  'waiting list': 14,
  'handled list': 10,
  detail: 20,
  submit: 6,
  decide: 6,
} as const
export type RequestName = keyof typeof requestShares

/** Returns each name by its share, in an evenly mixed order. */
export function interleave<Name extends string>(shares: Readonly<Record<Name, number>>): Name[] {
  return (Object.entries(shares) as [Name, number][])
    .flatMap(([name, share]) => Array.from({ length: share }, (_, index) => [name, (index + 0.5) / share] as const))
    .sort(([, position], [, otherPosition]) => position - otherPosition)
    .map(([name]) => name)
}
