import type { ErrorCode } from '@desk/shared/errors'
import type { ApiScope } from '@desk/shared/api-keys/api-key-schemas'
import { describeRoute, resolver } from 'hono-openapi'
import type * as z from 'zod/mini'

// The texts are in Chinese, for the page that explains the API. `api-v1-english.ts` has the English ones, for the
// OpenAPI document.

type V1Route<Response> = {
  operationId: string
  summary: string
  description: string
  scope: ApiScope
  example: Response
}

const refused = {
  401: { $ref: '#/components/responses/Unauthorized' },
  403: { $ref: '#/components/responses/Forbidden' },
  422: { $ref: '#/components/responses/InvalidInput' },
  429: { $ref: '#/components/responses/TooManyRequests' },
  503: { $ref: '#/components/responses/Unavailable' },
}
const notFound = { 404: { $ref: '#/components/responses/NotFound' } }

/** Describes a route for the company's backend in the OpenAPI document. `mayBeMissing`: the route can return 404. */
export const describeV1 = <Schema extends z.ZodMiniType>(
  { scope, example, ...route }: V1Route<z.input<Schema>>,
  schema: Schema,
  { mayBeMissing = false } = {},
) =>
  describeRoute({
    ...route,
    tags: [scope],
    security: [{ apiKey: [] }],
    responses: {
      200: { description: route.summary, content: { 'application/json': { schema: resolver(schema), example } } },
      ...(mayBeMissing ? notFound : {}),
      ...refused,
    },
  })

type CodeMeanings<Code extends string = string> = readonly (readonly [code: Code, meaning: string])[]

/** The error codes of API v1, by status. */
export const v1Errors = {
  401: [['auth.required', '密钥缺失、不存在、已过期、已停用或已吊销']],
  403: [
    [
      'auth.forbidden',
      'details.action 是密钥缺少的权限；为 address 时，不是从允许的地址调用，details.address 是服务器看到的地址',
    ],
    ['origin.foreign', '从其他网站的网页调用：只供后台程序调用'],
  ],
  404: [
    ['policy.not_found', '没有这项制度、这个版本或这份凭证；制度停用后，人员和部门也返回它'],
    ['policy.day_not_stored', 'asOf 那天没有存数字；details.firstDay 是存有数字的第一天，null 为还没有'],
    ['not_found', '没有这个路径'],
  ],
  405: [['method.not_allowed', '只能读取：GET 或 HEAD，见 Allow']],
  422: [['input.invalid', '参数有误；details.fields 逐项写明 path（参数名）和 code']],
  429: [['input.too_many', '这个密钥一分钟内调用超过 60 次；details.retryAfterS 是多少秒后再试，同 Retry-After']],
  503: [
    ['unavailable', '服务器暂时繁忙，按 Retry-After 再试'],
    ['storage.full', '服务器磁盘已满，按 Retry-After 再试'],
  ],
} as const satisfies Record<number, CodeMeanings<ErrorCode>>

/** The codes in `details.fields`, each parameter with its first problem. */
export const v1FieldCodes: CodeMeanings = [
  ['unrecognized_keys', '没有这个参数'],
  ['invalid_format', '格式有误'],
  ['invalid_value', '不是列出的值'],
  ['invalid_type', '同一个参数传了多次'],
  ['number.too_large', '数字太大'],
  ['day.unknown', '没有这一天，例如 2 月 30 日'],
  ['too_big', 'asOf 是今天或以后'],
  ['as_of.with_changed_since', 'asOf 和 changedSince 不能同时传'],
  ['instant.out_of_range', '时间不在 2000 到 2100 年之间'],
  ['instant.in_future', 'changedSince 晚于服务器的现在'],
  ['after.beyond_end', 'after 在最后一个事件之后：数据库恢复过，从头读 changes 和人员'],
]

const lines = (meanings: CodeMeanings) => meanings.map(([code, meaning]) => `${code}：${meaning}`).join('\n')

const errorSchema = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'requestId'],
      properties: {
        code: { type: 'string', description: '错误码，不会改名，以后可能增加' },
        requestId: { type: 'string', description: '向管理员反馈时附上' },
        details: {
          type: 'object',
          description: '视错误码而定，见各状态的说明',
          additionalProperties: true,
          properties: {
            action: { type: 'string', description: '403：缺少的权限，或 address' },
            address: { type: 'string', description: '403：服务器看到的调用地址' },
            firstDay: { type: ['string', 'null'], format: 'date', description: '404：存有数字的第一天' },
            retryAfterS: { type: 'integer', description: '429：多少秒后再试' },
            fields: {
              type: 'array',
              description: '422：有误的参数',
              items: {
                type: 'object',
                required: ['path', 'code'],
                properties: {
                  path: { type: 'string', description: '参数名' },
                  code: { type: 'string', description: lines(v1FieldCodes) },
                },
              },
            },
          },
        },
      },
    },
  },
} as const

const errorResponse = (status: keyof typeof v1Errors, headers: object = {}) => ({
  description: lines(v1Errors[status]),
  headers,
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
})
const text = { type: 'string' }
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
    Unauthorized: errorResponse(401, { 'WWW-Authenticate': { description: '认证方式：Bearer', schema: text } }),
    Forbidden: errorResponse(403),
    NotFound: errorResponse(404),
    InvalidInput: errorResponse(422),
    TooManyRequests: errorResponse(429, retryAfter),
    Unavailable: errorResponse(503, retryAfter),
  },
}
