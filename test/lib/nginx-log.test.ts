import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { serverErrorsIn } from './nginx-log.ts'
import { pathInRepository } from './repository-paths.ts'

const values: Record<string, string> = {
  remote_addr: '127.0.0.1',
  time_iso8601: '2026-03-17T10:00:00+08:00',
  request_method: 'GET',
  uri: '/requests',
  body_bytes_sent: '512',
  request_time: '0.012',
  upstream_addr: '127.0.0.1:3000',
  upstream_response_time: '0.011',
  upstream_http_x_request_id: 'r1',
}

/** Returns a line that nginx would write with the shipped configuration. */
function lineOf(status: string): string {
  const [, format = ''] = /log_format wecom_desk ((?:'[^']*'\s*)+);/.exec(
    readFileSync(pathInRepository('deploy/nginx.conf'), 'utf8'),
  )!
  return format
    .replace(/'\s*'|^'|'$/g, '')
    .replace(/\$(\w+)/g, (_, name: string) => (name.endsWith('status') ? status : (values[name] ?? '-')))
}

it('serverErrorsIn returns the lines of nginx’s log, in the shipped format, whose status is 500 or above', () => {
  const log = ['200', '503', '304', '502'].map(lineOf).join('\n')
  expect(serverErrorsIn(log)).toEqual([lineOf('503'), lineOf('502')])
})
