import type { HomeView } from '@desk/shared/pages/page-schemas'
import type { DayDeps, Deps } from '../../kernel/deps.ts'
import { decisionCalendar, toContact } from '../requests/approvers/approver-contact.ts'
import type { MyPeople } from './my-people-queries.ts'

type People = Pick<HomeView, 'admin' | 'guardians'>

/** Returns the nearest department admin, who decides the member's requests first unless they are away, and the guardians. */
export function toPeople(
  deps: DayDeps & Pick<Deps, 'holidays'>,
  { admin, guardians, overrides }: Pick<MyPeople, 'admin' | 'guardians' | 'overrides'>,
): People {
  if (!admin) return { admin, guardians }
  const { userid, name, isDeputy } = admin
  const contact = toContact(admin, decisionCalendar(deps, overrides), deps.clock.now())
  return { admin: { userid, name, isDeputy, ...contact }, guardians }
}
