/**
 * Between the first paint and hydration the page is already in somebody's hands. The inline script below, run before
 * anything else, remembers the last press on a `[data-early]` control and holds back its form; `replayEarly()` presses
 * it again once the page is alive. Text typed meanwhile is picked up by `collectTyped()` before hydration overwrites it.
 */
export const earlyScript = `(function(w,d){
var e=w.__early={live:false,pressed:null};
function hold(ev){
if(e.live)return;
var t=ev.target,c=t.closest&&t.closest('[data-early]');
if(ev.type==='submit')c=t.querySelector('[data-early]');
if(!c)return;
ev.preventDefault();ev.stopPropagation();
e.pressed=c.getAttribute('data-early');c.setAttribute('aria-busy','true');
}
d.addEventListener('click',hold,true);d.addEventListener('submit',hold,true);
})(window,document)`

type Early = { live: boolean; pressed: string | null }

declare global {
  interface Window {
    __early?: Early
  }
}

const typed = new Map<string, string>()

/** Remembers, by `data-typed` name, what was changed by hand in the server's HTML. Call before mounting. */
export function collectTyped(): void {
  for (const input of document.querySelectorAll<HTMLInputElement>('input[data-typed]')) {
    if (input.value !== input.defaultValue) typed.set(input.dataset['typed'] ?? '', input.value)
  }
}

/** What was typed into the field before hydration; given once. */
export function takeTyped(name: string): string | undefined {
  const text = typed.get(name)
  typed.delete(name)
  return text
}

export function replayEarly(): void {
  const early = window.__early
  if (!early) return
  early.live = true
  if (early.pressed === null) return
  const control = document.querySelector<HTMLElement>(`[data-early="${CSS.escape(early.pressed)}"]`)
  control?.removeAttribute('aria-busy')
  control?.click()
}
