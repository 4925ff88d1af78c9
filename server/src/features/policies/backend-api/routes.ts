import { policyVersionV1, receiptV1 } from '@desk/shared/policies/backend-api/api-evidence-schemas'
import {
  policiesV1,
  policyChangesV1,
  policyDepartmentsV1,
  policyPeopleV1,
} from '@desk/shared/policies/backend-api/api-schemas'
import type { ApiScope } from '@desk/shared/api-keys/api-key-schemas'
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import type { AppEnv } from '../../../http/app-env.ts'
import { describeV1 } from '../../../http/describe-v1.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import {
  changesQuery,
  departmentsQuery,
  MAX_ROWS,
  noQuery,
  peopleQuery,
  policyParam,
  receiptParam,
  versionParam,
} from './parameters.ts'
import {
  changesExample,
  departmentsExample,
  peopleExample,
  policiesExample,
  receiptExample,
  versionExample,
} from './examples.ts'
import { readReceipt, readVersion } from './read-evidence.ts'
import { readChanges, readDepartments, readPolicies } from './read-for-backend.ts'
import { readPeople } from './read-people.ts'

type RequireApiKey = (scope: ApiScope) => MiddlewareHandler<AppEnv>

/** The parameters of a page, as text. */
type PageText = { after: string | undefined; limit: string | undefined }
/** Parses the parameters of a page. `first`: the cursor of the first page. */
const toPage = ({ after, limit }: PageText, first: number) => ({
  after: after === undefined || after === '' ? first : Number(after),
  limit: Number(limit ?? MAX_ROWS),
})
const namesOf = (c: Context<AppEnv>) => ({ hasNames: c.var.apiScopes.has('members.names') })

const list = describeV1(
  {
    operationId: 'listPolicies',
    summary: '制度及其版本',
    example: policiesExample,
    description: '现行的制度，以及每项制度发布过的版本。',
    scope: 'policies.read',
  },
  policiesV1,
)
const changes = describeV1(
  {
    operationId: 'listChanges',
    summary: '游标之后的事件',
    example: changesExample,
    description: [
      '已存证的事件，按先后排列，约晚一分钟出现；不会有事件插到读过的游标之前，也不含任何人写的文字。',
      'next 不会为 null：与传入的 after 相同时停，过一会儿再读。数据库恢复到更早的备份后，旧游标返回 422（after.beyond_end），此时从头读。',
    ].join('\n'),
    scope: 'policies.read',
  },
  policyChangesV1,
)
const departments = describeV1(
  {
    operationId: 'countByDepartment',
    summary: '各部门的签收人数',
    example: departmentsExample,
    description: '按部门 id 排列，每个部门含其下级。传 asOf 时返回那天结束时的数字，只有较高的几级部门存有。',
    scope: 'policies.read',
  },
  policyDepartmentsV1,
  { mayBeMissing: true },
)
const people = describeV1(
  {
    operationId: 'listPeople',
    summary: '成员及其签收状态',
    example: peopleExample,
    description:
      '制度适用的成员，按 userid 排列。一页可能为空而 next 不为 null，此时接着读。传 asOf 时按记录还原那天结束时的名单。',
    scope: 'policies.read',
  },
  policyPeopleV1,
  { mayBeMissing: true },
)
const version = describeV1(
  {
    operationId: 'getVersion',
    summary: '一个已发布版本的全文',
    example: versionExample,
    description: '每种语言一份，附全文和每一条的 SHA-256。',
    scope: 'policies.texts',
  },
  policyVersionV1,
  { mayBeMissing: true },
)
const receipt = describeV1(
  {
    operationId: 'getReceipt',
    summary: '一份签收凭证，当场查验',
    example: receiptExample,
    description: '由服务器查验；结果未经第三方独立核对。',
    scope: 'policies.receipts',
  },
  receiptV1,
  { mayBeMissing: true },
)

/** Defines the read-only routes for the company's own backend. */
export const policyV1Routes = (deps: ReadDeps, requireApiKey: RequireApiKey) => {
  const apiKey = requireApiKey('policies.read')
  return new Hono<AppEnv>()
    .get('/', list, apiKey, noQuery, async (c) => c.json(await readPolicies(deps), 200))
    .get('/changes', changes, apiKey, changesQuery, async (c) => {
      const { after, limit, policy } = c.req.valid('query')
      return c.json(await readChanges(deps, { ...toPage({ after, limit }, 0), policy }), 200)
    })
    .get('/:id/departments', departments, apiKey, policyParam, departmentsQuery, async (c) => {
      const { after, limit, asOf } = c.req.valid('query')
      const page = { ...toPage({ after, limit }, -1), asOf }
      return c.json(await readDepartments(deps, c.req.valid('param').id, page), 200)
    })
    .get('/:id/people', people, apiKey, policyParam, peopleQuery, async (c) =>
      c.json(await readPeople(deps, c.req.valid('param').id, c.req.valid('query'), namesOf(c)), 200),
    )
    .get('/:id/versions/:version', version, requireApiKey('policies.texts'), versionParam, noQuery, async (c) =>
      c.json(await readVersion(deps, c.req.valid('param')), 200),
    )
}

/** Defines the route with which the company's own backend verifies a receipt. */
export const receiptV1Routes = (deps: ReadDeps, requireApiKey: RequireApiKey) =>
  new Hono<AppEnv>().get('/:code', receipt, requireApiKey('policies.receipts'), receiptParam, noQuery, async (c) =>
    c.json(await readReceipt(deps, c.req.valid('param').code, namesOf(c)), 200),
  )
