import { gzipSync } from 'node:zlib'

type Body = { says: string; body: string | Buffer; headers?: Record<string, string> }

const nested = (depth: number) => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth)

/** Bodies that no route of ours may do anything with, whatever it is for. */
export const hostileBodies: readonly Body[] = [
  { says: 'no JSON', body: 'kind=info_change' },
  { says: 'half a JSON', body: '{"kind":"info_ch' },
  { says: 'two JSONs', body: '{}{}' },
  { says: 'NaN', body: '{"version":NaN}' },
  { says: 'a byte order mark', body: '\ufeff{}' },
  { says: 'a key given twice', body: '{"version":1,"version":2}' },
  { says: 'a key given twice, once escaped', body: '{"version":1,"\\u0076ersion":2}' },
  { says: '__proto__', body: '{"__proto__":{"roles":["ops_lead"]}}' },
  { says: '__proto__, deeper', body: '{"payload":{"__proto__":{"to":"x"}}}' },
  { says: 'NUL', body: '{"reason":"a\\u0000b"}' },
  { says: 'a lone surrogate', body: '{"reason":"\\ud800"}' },
  { says: 'no UTF-8', body: Buffer.from('7b2261223a22c328227d', 'hex') },
  { says: '10,000 levels', body: nested(10_000) },
  { says: 'a number of a million digits', body: `{"version":${'9'.repeat(1_000_000)}}` },
  {
    says: 'a number of 60,000 digits in a key nobody knows',
    body: `{"unknown__":1,"unknown__":${'9'.repeat(60_000)}}`,
  },
  { says: '1 MB of text', body: JSON.stringify({ reason: '字'.repeat(350_000) }) },
  { says: 'a gzip bomb', body: gzipSync(Buffer.alloc(20_000_000, 32)), headers: { 'content-encoding': 'gzip' } },
  { says: 'deflate', body: '{}', headers: { 'content-encoding': 'deflate' } },
  { says: 'a form', body: '{}', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
  { says: 'text/plain', body: '{}', headers: { 'content-type': 'text/plain' } },
  { says: 'no type', body: '{}', headers: { 'content-type': '' } },
]

/** Valid JSON of the wrong shape, for routes that take something. */
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
