import * as z from 'zod/mini'
import { pageOf, pageQuery } from '../kernel/page.ts'
import { lineOfText } from '../kernel/plain-text.ts'
import { groupSummary } from './group-schemas.ts'
import { groupStates } from './group-states.ts'

/** Orders of the registry, each by an index; `-`: descending. By `expiresOn`, only groups in use that expire are listed. */
export const registryOrders = ['createdAt', '-createdAt', 'expiresOn', '-expiresOn'] as const
export type RegistryOrder = (typeof registryOrders)[number]

export const groupRegistryQuery = z.strictObject({
  ...pageQuery.shape,
  /**
   * Part of the topic or its pinyin, for groups in use: the keys for it are deleted when a group is archived. Or the beginning
   * of the owner's name, pinyin or initials.
   */
  q: z.optional(lineOfText(64)),
  state: z.optional(z.enum(groupStates)),
  sort: z.optional(z.enum(registryOrders)),
})
export type GroupRegistryQuery = z.infer<typeof groupRegistryQuery>

/** Groups of the whole company. */
export const groupRegistry = pageOf(groupSummary)
export type GroupRegistry = z.infer<typeof groupRegistry>
