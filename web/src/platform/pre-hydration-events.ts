/**
 * Users can already use the page between the first paint and hydration. This inline script runs before all others and
 * holds back clicks and form submissions, which would be lost or leave the page; `replayEvents()` dispatches each of them
 * once, in order, after hydration. Links work without it. Input from that time is collected by
 * `collectPreHydrationInput()` before hydration overwrites it, and restored by `restorePreHydrationInput()`.
 */
export const preHydrationScript = `(function(w,d){
var e=w.__preHydration={isHydrated:false,controls:[]};
function hold(ev){
if(e.isHydrated)return;
var t=ev.target,c=ev.type==='submit'?t:t.closest&&t.closest('button,[role=button],[role=checkbox],[role=option],[role=radio],[role=switch],[role=tab],[type=checkbox],[type=radio]');
if(!c)return;
ev.preventDefault();ev.stopPropagation();
if(e.controls.indexOf(c)<0){e.controls.push(c);c.setAttribute('aria-busy','true')}
}
d.addEventListener('click',hold,true);d.addEventListener('submit',hold,true);
})(window,document)`

type HeldEvents = { isHydrated: boolean; controls: HTMLElement[] }

declare global {
  interface Window {
    __preHydration?: HeldEvents
  }
}

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

const namedInput = new Map<string, string>()
let unnamedInput: { field: Field; text: string }[] = []

const isText = (field: Field) =>
  !(field instanceof HTMLInputElement && ['checkbox', 'radio', 'file'].includes(field.type))
const initialText = (field: Field): string =>
  field instanceof HTMLSelectElement
    ? (([...field.options].find(({ defaultSelected }) => defaultSelected) ?? field.options[0])?.value ?? '')
    : field.defaultValue

/** Stores the fields that were changed in the server's HTML: by `data-typed` name, or by element. Call before mounting. */
export function collectPreHydrationInput(): void {
  const fields = [...document.querySelectorAll<Field>('input, textarea, select')]
  const changed = fields.filter((field) => isText(field) && field.value !== initialText(field))
  const isNamed = (field: Field) => field.dataset['typed'] !== undefined
  for (const field of changed.filter(isNamed)) namedInput.set(field.dataset['typed'] ?? '', field.value)
  unnamedInput = changed.filter((field) => !isNamed(field)).map((field) => ({ field, text: field.value }))
}

/** Returns the input of a field from before hydration, once. */
export function takePreHydrationInput(name: string): string | undefined {
  const text = namedInput.get(name)
  namedInput.delete(name)
  return text
}

/** Dispatches the remaining input and the chosen files again. Call after mounting. */
export function restorePreHydrationInput(): void {
  for (const { field, text } of unnamedInput.splice(0)) {
    field.value = text
    dispatch(field, 'input')
    dispatch(field, 'change')
  }
  for (const field of document.querySelectorAll<HTMLInputElement>('input[type=file]'))
    if (field.files?.length) dispatch(field, 'change')
}

const dispatch = (field: Field, type: 'input' | 'change') => field.dispatchEvent(new Event(type, { bubbles: true }))

/** Replays each event once and waits in between: an event may target what the one before has opened. */
export async function replayEvents(settled: () => Promise<void>): Promise<void> {
  const held = window.__preHydration
  if (!held) return
  held.isHydrated = true
  for (const control of held.controls.splice(0)) {
    control.removeAttribute('aria-busy')
    if (control instanceof HTMLFormElement) submit(control)
    else control.click()
    await settled()
  }
}

// iOS before 16 has no `requestSubmit`; the forms validate themselves.
const submit = (form: HTMLFormElement): void => {
  if ('requestSubmit' in form) form.requestSubmit()
  else (form as HTMLFormElement).dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }))
}
