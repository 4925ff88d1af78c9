/** What a state means to who reads it; always with an icon and a word. */
export type Tone = 'ok' | 'warn' | 'bad' | 'idle' | 'act'
