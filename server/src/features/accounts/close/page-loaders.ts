import { closingsQuery } from '@desk/shared/accounts/close/closing-schemas'
import { idSchema } from '@desk/shared/kernel/ids'
import { type PageLoaders, parameter, queryOf } from '../../../http/page-loader.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { getClosing, getClosingRecord } from './get-closing.ts'
import { getClosingForm, listClosings } from './list-closings.ts'

export const pageLoaders = {
  closings: (deps, actor, { search }) => listClosings(deps, actor, queryOf(closingsQuery, search)),
  'closing-form': getClosingForm,
  closing: (deps, actor, { params }) => getClosing(deps, actor, parameter(idSchema('closing'), params.id)),
  'closing-record': (deps, actor, { params }) =>
    getClosingRecord(deps, actor, parameter(idSchema('closing'), params.id)),
} satisfies PageLoaders<ReadDeps, 'closings' | 'closing-form' | 'closing' | 'closing-record'>
