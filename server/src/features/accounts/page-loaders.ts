import { boardQuery } from '@desk/shared/accounts/account-schemas'
import { idSchema } from '@desk/shared/kernel/ids'
import { type PageLoaders, parameter, queryOf } from '../../http/page-loader.ts'
import { getOpening } from './board/get-opening.ts'
import { listJoiners } from './board/list-joiners.ts'
import { getJoinerForm } from './entry/check-rows.ts'
import { getFirstDay } from './first-day/first-day.ts'
import type { FirstDayDeps } from './first-day/first-day-state.ts'
import type { AccountDeps } from './model/account-deps.ts'
import { getBatch } from './review/get-batch.ts'

type AccountPage = 'joiners' | 'joiner-new' | 'joiner-import' | 'joiner-batch' | 'joiner' | 'first-day'

export const pageLoaders = {
  joiners: (deps, actor, { search }) => listJoiners(deps, actor, queryOf(boardQuery, search)),
  'joiner-new': getJoinerForm,
  'joiner-import': getJoinerForm,
  'joiner-batch': (deps, actor, { params }) => getBatch(deps, actor, parameter(idSchema('accountBatch'), params.id)),
  joiner: (deps, actor, { params }) => getOpening(deps, actor, parameter(idSchema('accountOpening'), params.id)),
  'first-day': getFirstDay,
} satisfies PageLoaders<AccountDeps & FirstDayDeps, AccountPage>
