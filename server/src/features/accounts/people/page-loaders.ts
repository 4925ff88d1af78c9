import { peopleQuery } from '@desk/shared/accounts/people-schemas'
import { useridSchema } from '@desk/shared/kernel/ids'
import { type PageLoaders, parameter, queryOf } from '../../../http/page-loader.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import type { AdoptionDeps } from '../adopting-flow.ts'
import { getPerson } from './get-person.ts'
import { listPeople } from './list-people.ts'

export const pageLoaders = {
  people: async (deps, actor, { search }) => listPeople(deps, actor, queryOf(peopleQuery, search)),
  person: async (deps, actor, { params }) => getPerson(deps, actor, parameter(useridSchema, params.userid)),
} satisfies PageLoaders<ReadDeps & AdoptionDeps, 'people' | 'person'>
