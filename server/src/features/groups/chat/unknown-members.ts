import type { Deps } from '../../../kernel/deps.ts'

/** Someone in the list is not in WeCom's directory (doc 90313); `appchat/update` also says so of a changed list. */
export const UNKNOWN_MEMBER_CODES: readonly number[] = [86007, 86216]

/** Lists who of them WeCom does not know: its refusal names nobody, so each is looked up. */
export async function unknownAmong(deps: Pick<Deps, 'wecom'>, userids: readonly string[]): Promise<string[]> {
  const unknown: string[] = []
  for (const userid of userids) if ((await deps.wecom.findMember(userid)) === null) unknown.push(userid)
  return unknown
}
