/**
 * Between the first paint and hydration the page is already in somebody's hands. The inline script below, run before
 * anything else, holds back every press and every form that would be lost, or would leave the page; `replayEvents()`
 * gives each of them back once, in their order, when the page is alive. Links need no help. Text typed meanwhile is
 * picked up by `collectPreHydrationInput()` before hydration overwrites it, and typed again by `restorePreHydrationInput()`.
 */
export const preHydrationScript = `(function(w,d){
var e=w.__early={live:false,presses:[]};
function hold(ev){
if(e.live)return;
var t=ev.target,c=ev.type==='submit'?t:t.closest&&t.closest('button,[role=button],[role=checkbox],[role=option],[role=radio],[role=switch],[role=tab],[type=checkbox],[type=radio]');
if(!c)return;
ev.preventDefault();ev.stopPropagation();
if(e.presses.indexOf(c)<0){e.presses.push(c);c.setAttribute('aria-busy','true')}
}
d.addEventListener('click',hold,true);d.addEventListener('submit',hold,true);
})(window,document)`

type PreHydrationWindow = { live: boolean; presses: HTMLElement[] }

declare global {
  interface Window {
    __early?: PreHydrationWindow
  }
}

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

const typed = new Map<string, string>()
let left: { field: Field; text: string }[] = []

const isText = (field: Field) =>
  !(field instanceof HTMLInputElement && ['checkbox', 'radio', 'file'].includes(field.type))
const initialText = (field: Field): string =>
  field instanceof HTMLSelectElement
    ? (([...field.options].find(({ defaultSelected }) => defaultSelected) ?? field.options[0])?.value ?? '')
    : field.defaultValue

/** Remembers what was changed by hand in the server's HTML: by `data-typed` name, or by its field. Call before mounting. */
export function collectPreHydrationInput(): void {
  const fields = [...document.querySelectorAll<Field>('input, textarea, select')]
  const changed = fields.filter((field) => isText(field) && field.value !== initialText(field))
  const isNamed = (field: Field) => field.dataset['typed'] !== undefined
  for (const field of changed.filter(isNamed)) typed.set(field.dataset['typed'] ?? '', field.value)
  left = changed.filter((field) => !isNamed(field)).map((field) => ({ field, text: field.value }))
}

/** What was typed into the field before hydration; given once. */
export function takePreHydrationInput(name: string): string | undefined {
  const text = typed.get(name)
  typed.delete(name)
  return text
}

/** Types again what nobody took by its name, and hands in the files that were chosen. Call after mounting. */
export function restorePreHydrationInput(): void {
  for (const { field, text } of left.splice(0)) {
    field.value = text
    tell(field, 'input')
    tell(field, 'change')
  }
  for (const field of document.querySelectorAll<HTMLInputElement>('input[type=file]'))
    if (field.files?.length) tell(field, 'change')
}

const tell = (field: Field, type: 'input' | 'change') => field.dispatchEvent(new Event(type, { bubbles: true }))

/** Each press once; the page settles in between, because the next one may be about what the one before has opened. */
export async function replayEvents(settled: () => Promise<void>): Promise<void> {
  const early = window.__early
  if (!early) return
  early.live = true
  for (const control of early.presses.splice(0)) {
    control.removeAttribute('aria-busy')
    if (control instanceof HTMLFormElement) submit(control)
    else control.click()
    await settled()
  }
}

/** iOS before 16 has no `requestSubmit`; our forms check themselves. */
const submit = (form: HTMLFormElement): void => {
  if ('requestSubmit' in form) form.requestSubmit()
  else (form as HTMLFormElement).dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }))
}
