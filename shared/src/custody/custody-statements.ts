/** Edition of the statements. A change of their text is a new edition. */
export const CUSTODY_EDITION = 1

/**
 * What a member confirms once a year about their account (clause 3.2). The page shows these texts and the server stores
 * their hash, so that they are here and not among the messages of the web.
 */
export const custodyStatements = {
  'zh-CN': [
    '过去一年内我换过企业微信的登录密码，且与其他平台的密码不同。',
    '我的账号只由我本人使用，没有转借或与他人共用。',
    '我没有在公用电脑上登录；用过的电脑都已退出或锁定。',
  ],
  en: [
    'I changed my WeCom password within the past year, and it differs from those of other platforms.',
    'Only I use my account; I have not lent or shared it.',
    'I have not signed in on public computers; on every computer I used I signed out or locked it.',
  ],
} as const satisfies Record<string, readonly [password: string, sharing: string, computers: string]>
