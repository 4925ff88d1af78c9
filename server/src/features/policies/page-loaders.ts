import { idSchema, readableCodeSchema, useridSchema } from '@desk/shared/kernel/ids'
import { boardQuery, peopleQuery } from '@desk/shared/policies/board-schemas'
import { personRecordQuery, recordQuery } from '@desk/shared/policies/record-schemas'
import { readingQuery } from '@desk/shared/policies/policy-schemas'
import { policyTextQuery } from '@desk/shared/policies/text-schemas'
import { type PageLoaders, parameter, queryOf } from '../../http/page-loader.ts'
import type { Deps, ReadDeps } from '../../kernel/deps.ts'
import type { FirstViewDeps } from './signing/record-first-views.ts'
import { getPolicyEdit, getPolicyList } from './authoring/get-policy-editor.ts'
import { getBoard } from './board/get-board.ts'
import { getPeopleView } from './board/list-people.ts'
import { getRecord } from './records/get-record.ts'
import { searchRecords } from './records/search-records.ts'
import { getPolicyText } from './signing/get-policy-text.ts'
import { getReading } from './signing/get-reading.ts'
import { getReceipt } from './signing/get-receipt.ts'
import { listMyPolicies, listMyReceipts } from './signing/my-policies.ts'

type ReadingPage =
  'policies' | 'policy' | 'policy-text' | 'policy-board' | 'policy-people' | 'receipts' | 'receipt' | 'policy-signed'
type RecordPage = 'signing-records' | 'signing-record'
type AuthoringPage = 'settings-policies' | 'policy-edit'

export const pageLoaders = {
  policies: (deps, actor, { language }) => listMyPolicies(deps, actor, language),
  policy: async (deps, actor, { params, search, sessionHash, language }) => {
    // The requested language, else the reader's page language.
    const query = { language, ...queryOf(readingQuery, search) }
    return getReading(deps, actor, { ...query, id: policyId(params), sessionHash })
  },
  'policy-text': async (deps, actor, { params, search, language }) =>
    getPolicyText(deps, actor, { language, ...queryOf(policyTextQuery, search), id: policyId(params) }),
  'policy-board': async (deps, actor, { params, search }) =>
    getBoard(deps, actor, { id: policyId(params), ...queryOf(boardQuery, search) }),
  'policy-people': async (deps, actor, { params, search }) =>
    getPeopleView(deps, actor, { id: policyId(params), ...queryOf(peopleQuery, search) }),
  'signing-records': (deps, actor, { search }) => searchRecords(deps, actor, queryOf(recordQuery, search)),
  'signing-record': async (deps, actor, { params, search }) => {
    const userid = parameter(useridSchema, params.userid)
    return getRecord(deps, actor, { userid, ...queryOf(personRecordQuery, search) })
  },
  receipts: (deps, actor) => listMyReceipts(deps, actor),
  receipt: async (deps, actor, { params }) => getReceipt(deps, actor, receiptCode(params)),
  'policy-signed': async (deps, actor, { params }) => getReceipt(deps, actor, receiptCode(params)),
  'settings-policies': getPolicyList,
  'policy-edit': async (deps, actor, { params }) => getPolicyEdit(deps, actor, { id: policyId(params) }),
} satisfies PageLoaders<
  ReadDeps & FirstViewDeps & Pick<Deps, 'holidays' | 'ids'>,
  ReadingPage | RecordPage | AuthoringPage
>

const receiptCode = ({ code }: { code: string }) => parameter(readableCodeSchema, code)
const policyId = ({ id }: { id: string }) => parameter(idSchema('policy'), id)
