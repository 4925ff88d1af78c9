import type { RequestId } from '@desk/shared/kernel/ids'
import { sha256 } from '../../../kernel/hash.ts'

const LENGTH = 32

/**
 * The id of the group in WeCom: 32 signs of `[0-9a-f]`, made of the request's own id and of nothing else. A database that
 * was restored to yesterday makes the same one, and finds the group that it has forgotten. Source: reliability 4.1.
 */
export const chatIdOf = (corpId: string, requestId: RequestId): string =>
  sha256(`group ${corpId} ${requestId}`).slice(0, LENGTH)
