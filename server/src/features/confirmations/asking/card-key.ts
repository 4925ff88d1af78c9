import { type ConfirmationField, confirmationFields } from '@desk/shared/confirmations/confirmation-states'
import type { PersonRow } from '../model/person-queries.ts'
import { type FieldHashes, fieldHashesOf } from '../model/shown-data.ts'
import type { CampaignRow } from '../model/campaign-queries.ts'

/** The first part of the keys, by which card actions are dispatched. */
export const CONFIRM_CARDS = 'confirm'

const KEY = /^confirm:ok:([0-9a-f]{64}):((?:[a-z]+=[0-9a-f]{16},?)*)$/

/**
 * Returns the key of the button: the hash of what is confirmed and of each value, so that the fields that changed since can be
 * named. At most 1024 bytes (doc 90236).
 */
export const confirmKey = (campaign: CampaignRow, person: PersonRow): string =>
  `${CONFIRM_CARDS}:ok:${person.hash}:${Object.entries(fieldHashesOf(campaign, person))
    .map(([field, hash]) => `${field}=${hash}`)
    .join()}`

/** Returns what a button confirms; null if the key is not of these cards. */
export function parseConfirmKey(key: string): { hash: string; fieldHashes: FieldHashes } | null {
  const [, hash, pairs = ''] = KEY.exec(key) ?? []
  if (hash === undefined) return null
  const fieldNames = new Set<string>(confirmationFields)
  const entries = pairs.split(',').flatMap((pair) => {
    const [field = '', value = ''] = pair.split('=')
    return fieldNames.has(field) ? [[field as ConfirmationField, value] as const] : []
  })
  return { hash, fieldHashes: Object.fromEntries(entries) }
}
