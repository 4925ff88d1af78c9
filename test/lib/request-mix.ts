/** What a hundred requests of a working day are: people look far more often than they write. */
export const usualShares = {
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
export type UsualShot = keyof typeof usualShares

/** Every name by its share, spread evenly, so that no second is all of one kind. */
export function spread<Name extends string>(shares: Readonly<Record<Name, number>>): Name[] {
  return (Object.entries(shares) as [Name, number][])
    .flatMap(([name, share]) => Array.from({ length: share }, (_, at) => [name, (at + 0.5) / share] as const))
    .sort(([, one], [, other]) => one - other)
    .map(([name]) => name)
}
