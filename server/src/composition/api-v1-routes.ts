import { version } from '../../package.json' with { type: 'json' }
import { Hono } from 'hono'
import { generateSpecs } from 'hono-openapi'
import { requireApiKey } from '../features/api-keys/guard-routes.ts'
import { v1Routes } from '../features/api-keys/routes.ts'
import { policyV1Routes, receiptV1Routes } from '../features/policies/backend-api/routes.ts'
import type { AppEnv } from '../http/app-env.ts'
import { v1Components } from '../http/describe-v1.ts'
import type { Deps } from '../kernel/deps.ts'
import { toEnglish } from './api-v1-english.ts'
import { type ApiDocument, apiPage } from './api-v1-page.ts'

type ApiDeps = Pick<Deps, 'db' | 'clock' | 'ids' | 'site'>

/** Returns the API for the company's own backend, with its OpenAPI document and the page that explains it. */
export function apiV1Routes(deps: ApiDeps) {
  const apiKey = requireApiKey(deps)
  const routes = new Hono<AppEnv>()
    .route('/api/v1', v1Routes(deps, apiKey))
    .route('/api/v1/policies', policyV1Routes(deps, apiKey))
    .route('/api/v1/receipts', receiptV1Routes(deps, apiKey))
  let cachedDocument: Promise<ApiDocument> | undefined
  const document = () => (cachedDocument ??= describeApi(routes as unknown as Hono, deps.site.publicUrl))
  return routes
    .get('/api/v1/openapi.json', async (c) => c.json(toEnglish(await document()), 200))
    .get('/api/v1/docs', async (c) => c.html(apiPage(await document(), c.var.nonce), 200))
}

const tags = [
  { name: 'directory.read', description: '读取部门' },
  { name: 'policies.read', description: '读取签收进度' },
  { name: 'policies.texts', description: '读取制度全文' },
  { name: 'policies.receipts', description: '读取签收凭证' },
]

const description = [
  '供公司自己的后台程序只读调用：只有 GET 和 HEAD，其他方法返回 405（method.not_allowed）。密钥由运维或运维主管在「我的 → 设置 → 接口密钥」生成，按权限和来源地址限定，最长一年；到期前生成新的，两个可以同时使用。负责人不再是运维或运维主管时密钥停用，由另一位接手后恢复。每次调用都记入审计；每个密钥每分钟最多 60 次。',
  '分页：把上一页的 next 原样放进 after，直到 next 为 null；事件的 next 不会为 null，与传入的 after 相同时停。一页最多 500 条（/departments 200 条），limit 可以改小。人员按 userid、部门按 id 排列，所以读取期间名单变化时，一直在名单里的人不漏也不重；期间新加入的可能读不到，下次从头读即可。',
  '时间为 UTC（RFC 3339），日期为公司所在时区的日历日。v1 只增加字段和参数，不改名、不删除；请忽略不认识的字段。',
].join('\n\n')

async function describeApi(routes: Hono, publicUrl: string): Promise<ApiDocument> {
  const specs = await generateSpecs(routes, {
    defaultValidationErrorResponse: false,
    documentation: {
      info: {
        title: '企微自助 API v1',
        version,
        description,
        license: { name: 'MIT', identifier: 'MIT' } as { name: string },
      },
      servers: [{ url: publicUrl, description: '本公司的企微自助' }],
      tags,
      components: v1Components as never,
    },
  })
  return specs as unknown as ApiDocument
}
