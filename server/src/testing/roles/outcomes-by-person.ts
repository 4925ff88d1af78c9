import type { MemberActor } from '@desk/shared/identity/actor'
import { createTestClient } from '../http.ts'
import type { Kit } from '../kit.ts'

type Call = { path: string; body: object }

/**
 * Makes the same call as each of these people, and returns the status of each answer. Those who are admitted come last;
 * `putBack` undoes their call, so that everybody finds the same.
 */
export async function outcomesByPerson<Name extends string>(
  { deps }: Kit,
  people: Readonly<Record<Name, MemberActor>>,
  { path, body, admitted, putBack }: Call & { admitted: readonly Name[]; putBack: () => Promise<unknown> },
): Promise<Record<string, number>> {
  const { requestAs } = createTestClient(deps)
  const names = Object.keys(people) as Name[]
  const outcomes: Record<string, number> = {}
  for (const name of [...names.filter((person) => !admitted.includes(person)), ...admitted]) {
    const { status } = await requestAs(people[name], 'POST', path, body)
    outcomes[name] = status
    if (status < 300) await putBack()
  }
  return outcomes
}

/** Returns the expected statuses: success for those who are admitted, `others` or 404 for everybody else. */
export const admitOnly = <Name extends string>(
  people: Readonly<Record<Name, MemberActor>>,
  admitted: readonly Name[],
  others: Partial<Record<Name, number>> = {},
): Record<string, number> =>
  Object.fromEntries(
    (Object.keys(people) as Name[]).map((name) => [name, admitted.includes(name) ? 200 : (others[name] ?? 404)]),
  )
