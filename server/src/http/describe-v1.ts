import type { ApiScope } from '@desk/shared/settings/api-key-schemas'
import { describeRoute, resolver } from 'hono-openapi'
import type * as z from 'zod/mini'

type V1Route = {
  operationId: string
  summary: string
  /** In Chinese, for the page that explains the API. */
  description: string
  scope: ApiScope
}

const refused = {
  401: { $ref: '#/components/responses/Unauthorized' },
  403: { $ref: '#/components/responses/Forbidden' },
  422: { $ref: '#/components/responses/InvalidInput' },
  429: { $ref: '#/components/responses/TooManyRequests' },
  503: { $ref: '#/components/responses/Unavailable' },
}
const notFound = { 404: { $ref: '#/components/responses/NotFound' } }

/** Describes a route for the company's backend in the OpenAPI document. `isOfOne`: the path names a thing that may not exist. */
export const describeV1 = ({ scope, ...route }: V1Route, schema: z.ZodMiniType, { isOfOne = false } = {}) =>
  describeRoute({
    ...route,
    tags: [scope],
    security: [{ apiKey: [] }],
    responses: {
      200: { description: route.summary, content: { 'application/json': { schema: resolver(schema) } } },
      ...(isOfOne ? notFound : {}),
      ...refused,
    },
  })

const errorSchema = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'requestId'],
      properties: {
        code: { type: 'string', description: '错误码，不会改名' },
        requestId: { type: 'string', description: '向管理员反馈时附上' },
        details: { type: 'object', description: '视错误码而定，例如 422 时是 fields', additionalProperties: true },
      },
    },
  },
} as const

const errorResponse = (description: string, headers: object = {}) => ({
  description,
  headers,
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
})
const retryAfter = {
  'Retry-After': { description: '多少秒后再试', schema: { type: 'integer', minimum: 1 } },
}

/** Parts of the OpenAPI documents to which the routes of `describeV1` refer. */
export const v1Components = {
  securitySchemes: {
    apiKey: { type: 'http', scheme: 'bearer', description: '接口密钥，放在 Authorization: Bearer 之后' },
  },
  schemas: { Error: errorSchema },
  responses: {
    Unauthorized: errorResponse('密钥缺失、不存在、已过期、已停用或已吊销（auth.required）'),
    Forbidden: errorResponse('密钥没有这项权限，或不是从允许的地址调用（auth.forbidden）'),
    NotFound: errorResponse('没有这个对象（policy.not_found）'),
    InvalidInput: errorResponse('参数有误（input.invalid），details.fields 逐项说明'),
    TooManyRequests: errorResponse('这个密钥一分钟内调用过多（input.too_many）', retryAfter),
    Unavailable: errorResponse('服务器暂时繁忙（unavailable）', retryAfter),
  },
}
