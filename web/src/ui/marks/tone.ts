/** The meaning of a state. Always shown together with an icon and a word. */
export type Tone = 'success' | 'warning' | 'danger' | 'neutral' | 'primary'
