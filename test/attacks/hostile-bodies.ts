import { gzipSync } from 'node:zlib'

type Body = { description: string; body: string | Buffer; headers?: Record<string, string> }

const nested = (depth: number) => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth)

/** Bodies that every route must reject. */
export const hostileBodies: readonly Body[] = [
  { description: 'text that is not JSON', body: 'kind=info_change' },
  { description: 'truncated JSON', body: '{"kind":"info_ch' },
  { description: 'two JSON documents', body: '{}{}' },
  { description: 'NaN', body: '{"version":NaN}' },
  { description: 'a byte order mark', body: '\ufeff{}' },
  { description: 'a duplicate key', body: '{"version":1,"version":2}' },
  { description: 'a duplicate key, escaped once', body: '{"version":1,"\\u0076ersion":2}' },
  { description: '__proto__', body: '{"__proto__":{"roles":["ops_lead"]}}' },
  { description: 'a nested __proto__', body: '{"payload":{"__proto__":{"to":"x"}}}' },
  { description: 'NUL', body: '{"reason":"a\\u0000b"}' },
  { description: 'a lone surrogate', body: '{"reason":"\\ud800"}' },
  { description: 'invalid UTF-8', body: Buffer.from('7b2261223a22c328227d', 'hex') },
  { description: 'JSON of 10,000 levels', body: nested(10_000) },
  { description: 'a number of a million digits', body: `{"version":${'9'.repeat(1_000_000)}}` },
  {
    description: 'a number of 60,000 digits in an unknown key',
    body: `{"unknown__":1,"unknown__":${'9'.repeat(60_000)}}`,
  },
  { description: '1 MB of text', body: JSON.stringify({ reason: '字'.repeat(350_000) }) },
  { description: 'a gzip bomb', body: gzipSync(Buffer.alloc(20_000_000, 32)), headers: { 'content-encoding': 'gzip' } },
  { description: 'deflate', body: '{}', headers: { 'content-encoding': 'deflate' } },
  { description: 'a form', body: '{}', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
  { description: 'text/plain', body: '{}', headers: { 'content-type': 'text/plain' } },
  { description: 'a body without a content type', body: '{}', headers: { 'content-type': '' } },
]

/** Valid JSON of the wrong shape, for routes that read a body. */
export const wrongShapes: readonly unknown[] = [
  null,
  [],
  'text',
  1,
  true,
  { status: 'approved', state: 'done', approverId: 'guoji', applicantId: 'guoji', role: 'ops', deptId: 1 },
  { createdAt: '2020-01-01T00:00:00Z', version: 9e99 },
  { constructor: { prototype: { roles: ['ops'] } } },
  { kind: 'info_change', payload: { position: { from: '质检工程师', to: 'x' } }, applicantId: 'limin' },
  { kind: 'info_change', payload: { position: { from: '质检工程师', to: 'x' }, department: { from: '1', to: '2' } } },
  { kind: 'info_change', payload: { position: { from: 1, to: ['x'] } } },
  { kind: ['info_change'], payload: {} },
]
