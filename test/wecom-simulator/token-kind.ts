/** The secret that a token was issued for: the app's, or that of 通讯录同步. */
export type TokenKind = 'agent' | 'contacts'
