/** Whose secret a token came from: the app's, or 通讯录同步's. */
export type TokenKind = 'agent' | 'contacts'
