import { keyedHash } from '../../../kernel/hash.ts'

export type Opening = { versionId: string; userid: string; language: string; openedAt: Date }

/**
 * Proves that this session opened this version, and when. The key is the session's own hash, which never leaves the
 * server: nobody can make one for another person or another version.
 */
export const viewToken = (sessionHash: string, { versionId, userid, language, openedAt }: Opening): string =>
  keyedHash(sessionHash, [versionId, userid.toLowerCase(), language, openedAt.toISOString()].join('\n'))
