import type { Deps } from '../../../kernel/deps.ts'

/** Somebody in the list is not in WeCom's directory (doc 90313). `appchat/update` also answers 86216 if the list has changed. */
export const UNKNOWN_MEMBER_CODES: readonly number[] = [86007, 86216]

/** Lists which of these people WeCom does not know. Its refusal names nobody, so each of them is looked up. */
export async function listUnknownMembers(deps: Pick<Deps, 'wecom'>, userids: readonly string[]): Promise<string[]> {
  const unknown: string[] = []
  for (const userid of userids) if ((await deps.wecom.findMember(userid)) === null) unknown.push(userid)
  return unknown
}
