import type { MemberActor } from '@desk/shared/identity/actor'
import type { MyCard } from '@desk/shared/pages/page-schemas'
import type { Deps } from '../../kernel/deps.ts'
import { fieldsFor } from '../info-change/get-info-change-form.ts'
import { requirePerson } from '../requests/approvers/people-queries.ts'
import { listAcceptedGuardians } from './my-people-queries.ts'

/** Returns the present values of the fields that members may change, and the guardians of the member. */
export async function getMyCard({ db }: Pick<Deps, 'db'>, { userid }: MemberActor): Promise<MyCard> {
  const person = await requirePerson(db, userid)
  return { fields: await fieldsFor({ db }, person), guardians: await listAcceptedGuardians(db, userid) }
}
