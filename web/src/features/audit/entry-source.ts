import type { AuditEntryView } from '@desk/shared/audit/audit-schemas'
import { type Device, deviceClients, deviceSystems } from '@desk/shared/session/parse-user-agent'
import type { Messages } from '../../locales/messages.ts'

/** Returns the member of a list that equals a stored value; null: there is none. */
const memberOf = <Name extends string>(names: readonly Name[], value: unknown): Name | null =>
  names.find((name) => name === value) ?? null

/** Returns the device of an entry: two values, or both in one as `wecom/ios`. */
function deviceIn({ client, system, device }: Record<string, unknown>): Device | null {
  const [ofClient, ofSystem] = typeof device === 'string' ? device.split('/') : [client, system]
  const found = { client: memberOf(deviceClients, ofClient), system: memberOf(deviceSystems, ofSystem) }
  return found.client && found.system ? { client: found.client, system: found.system } : null
}

/**
 * Returns from where somebody acted, as far as the entry says: the device and the network, or the server itself. Null: the entry does
 * not say it. Most do not: entries cannot be erased, so they contain little about people.
 */
export function sourceText(
  { actor, details }: Pick<AuditEntryView, 'actor' | 'details'>,
  messages: Messages['audit']['sources'],
): string | null {
  const device = deviceIn(details)
  const network = details['network'] ?? details['clientNetwork']
  const parts = [
    ...(device ? [messages.device(device)] : []),
    ...(typeof network === 'string' && network !== '' && network !== 'unknown' ? [messages.network(network)] : []),
  ]
  if (parts.length > 0) return messages.list(parts)
  return actor.userid.startsWith('system:') ? messages.server : null
}
