import { isIP } from 'node:net'
import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { UntrustedProxyDetector } from '../kernel/untrusted-proxy-detector.ts'
import type { AppEnv } from './app-env.ts'

/** Bindings of `@hono/node-server`; absent in tests that call `app.request`. */
type NodeBindings = { incoming?: { socket?: { remoteAddress?: string } } }

/**
 * Sets the client's address, whole for comparisons and truncated to what evidence needs. `trustedHops` proxies are
 * trusted: each appended the address it saw to X-Forwarded-For, so the client is that many places from the end; earlier
 * entries can be forged. When the header is present and no proxy is trusted, this is recorded: the setting is missing,
 * or a client without a proxy sends the header.
 */
export const clientNetwork = (trustedHops: number, detector?: Pick<UntrustedProxyDetector, 'note'>) =>
  createMiddleware<AppEnv>(async (c, next) => {
    if (trustedHops === 0 && c.req.header('x-forwarded-for') !== undefined) detector?.note()
    const address = clientAddress(c, trustedHops)
    c.set('clientAddress', plainAddress(address))
    c.set('clientNetwork', truncateAddress(address))
    await next()
  })

function clientAddress(c: Context, trustedHops: number): string {
  const peer = (c.env as NodeBindings | undefined)?.incoming?.socket?.remoteAddress ?? ''
  const forwarded = trustedHops === 0 ? [] : (c.req.header('x-forwarded-for') ?? '').split(',')
  const chain = [...forwarded.map((address) => address.trim()).filter((address) => address !== ''), peer]
  return chain.at(-1 - trustedHops) ?? chain[0] ?? ''
}

/** Writes an IPv4 address that arrived over an IPv6 socket as IPv4. */
const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '')

/** Returns the first three parts of IPv4, first four groups of IPv6; `unknown` for anything else. */
export function truncateAddress(address: string): string {
  const plain = plainAddress(address)
  if (isIP(plain) === 4) return `${plain.split('.').slice(0, 3).join('.')}.x`
  if (isIP(plain) === 6) return `${groupsOf(plain).slice(0, 4).join(':')}::x`
  return 'unknown'
}

function groupsOf(address: string): string[] {
  const [head = '', tail] = address.replace(/%.*$/, '').split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const gap = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length)
  return [...left, ...Array.from({ length: gap }, () => '0'), ...right].map((group) => group.toLowerCase())
}
