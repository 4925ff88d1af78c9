import { policyVersionV1, receiptV1 } from '@desk/shared/policies/api-evidence-schemas'
import { policiesV1, policyChangesV1, policyDepartmentsV1, policyPeopleV1 } from '@desk/shared/policies/api-schemas'
import type { ApiScope } from '@desk/shared/settings/api-key-schemas'
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import type { AppEnv } from '../../../http/app-env.ts'
import { describeV1 } from '../../../http/describe-v1.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { changesQuery, departmentsQuery, peopleQuery, policyParam, receiptParam, versionParam } from './parameters.ts'
import { readReceipt, readVersion } from './read-evidence.ts'
import { readChanges, readDepartments, readPolicies } from './read-for-backend.ts'
import { readPeople } from './read-people.ts'

type RequireApiKey = (scope: ApiScope) => MiddlewareHandler<AppEnv>

const namesOf = (c: Context<AppEnv>) => ({ hasNames: c.var.apiScopes.has('members.names') })

const list = describeV1(
  {
    operationId: 'listPolicies',
    summary: 'List policies and their versions',
    description: '现行的制度，以及每项制度发布过的版本。',
    scope: 'policies.read',
  },
  policiesV1,
)
const changes = describeV1(
  {
    operationId: 'listChanges',
    summary: 'List events since a cursor',
    description: '已存证的事件，按先后排列，约晚一分钟出现；不会有事件插到读过的游标之前，也不含任何人写的文字。',
    scope: 'policies.read',
  },
  policyChangesV1,
)
const departments = describeV1(
  {
    operationId: 'countByDepartment',
    summary: 'Count signatures by department',
    description: '各部门每种状态的人数。传 asOf 时返回那天结束时的数字，只有较高的几级部门存有。',
    scope: 'policies.read',
  },
  policyDepartmentsV1,
  { isOfOne: true },
)
const people = describeV1(
  {
    operationId: 'listPeople',
    summary: 'List people and their states',
    description:
      '制度适用的成员，按 userid 排列。一页可能为空而 next 不为 null，此时接着读。传 asOf 时按记录还原那天结束时的名单。',
    scope: 'policies.read',
  },
  policyPeopleV1,
  { isOfOne: true },
)
const version = describeV1(
  {
    operationId: 'getVersion',
    summary: 'Get the texts of a published version',
    description: '一个已发布版本的全文，每种语言一份。',
    scope: 'policies.texts',
  },
  policyVersionV1,
  { isOfOne: true },
)
const receipt = describeV1(
  {
    operationId: 'getReceipt',
    summary: 'Get and verify a receipt',
    description: '一份签收凭证，由服务器当场查验；结果未经第三方独立核对。',
    scope: 'policies.receipts',
  },
  receiptV1,
  { isOfOne: true },
)

/** Read-only routes for the company's own backend. */
export const policyV1Routes = (deps: ReadDeps, requireApiKey: RequireApiKey) => {
  const apiKey = requireApiKey('policies.read')
  return new Hono<AppEnv>()
    .get('/', list, apiKey, async (c) => c.json(await readPolicies(deps), 200))
    .get('/changes', changes, apiKey, changesQuery, async (c) => {
      const { after, policy } = c.req.valid('query')
      return c.json(await readChanges(deps, Number(after ?? 0), policy), 200)
    })
    .get('/:id/departments', departments, apiKey, policyParam, departmentsQuery, async (c) => {
      const { after, asOf } = c.req.valid('query')
      return c.json(await readDepartments(deps, c.req.valid('param').id, { after: Number(after ?? -1), asOf }), 200)
    })
    .get('/:id/people', people, apiKey, policyParam, peopleQuery, async (c) =>
      c.json(await readPeople(deps, c.req.valid('param').id, c.req.valid('query'), namesOf(c)), 200),
    )
    .get('/:id/versions/:version', version, requireApiKey('policies.texts'), versionParam, async (c) =>
      c.json(await readVersion(deps, c.req.valid('param')), 200),
    )
}

export const receiptV1Routes = (deps: ReadDeps, requireApiKey: RequireApiKey) =>
  new Hono<AppEnv>().get('/:code', receipt, requireApiKey('policies.receipts'), receiptParam, async (c) =>
    c.json(await readReceipt(deps, c.req.valid('param').code, namesOf(c)), 200),
  )
